package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.StorageLimit;
import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.space.StoreSpace;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.FileTooLargeException;
import io.soundlift.journey.file.StoreFullException;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Storage of videos and creation of their conversions, for every source of videos. Either
 * the conversion exists with all of its bytes, or neither does.
 */
@Component
final class VideoIntake {

	private final Conversions conversions;

	private final FileStore files;

	private final JourneyTracing tracing;

	private final StorageLimit storage;

	private final StoreSpace space;

	private final UploadDrain drain;

	private final GatewayProperties properties;

	VideoIntake(Conversions conversions, FileStore files, JourneyTracing tracing, StorageLimit storage,
			StoreSpace space, UploadDrain drain, GatewayProperties properties) {
		this.conversions = conversions;
		this.files = files;
		this.tracing = tracing;
		this.storage = storage;
		this.space = space;
		this.drain = drain;
		this.properties = properties;
	}

	/**
	 * Reads the options in a query.
	 */
	UploadOptions options(HttpServletRequest request) {
		UploadOptions options = new UploadOptions(this.properties.defaults());
		RawVideo.addOptions(options, request);
		options.toOptions();
		return options;
	}

	/**
	 * Stores a video with its share of the limits reserved.
	 * @param id id of the conversion to be
	 * @param reserve supplier of the reservation, which is released at the end
	 * @param reading reader that stores the video and creates the conversion
	 * @return the conversion
	 */
	Conversion take(String id, Supplier<UploadReservation> reserve, Reading reading) throws IOException {
		this.tracing.isAbout(id);
		try (UploadReservation reservation = reserve.get()) {
			return this.tracing.span("video.upload", id, () -> read(reading, reservation));
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
		catch (MongoException | DataAccessException ex) {
			throw StoreFullException.isCauseOf(ex) ? this.space.refused(ex) : ex;
		}
	}

	private static Conversion read(Reading reading, UploadReservation reservation) {
		try {
			return reading.read(reservation);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stores a video while it is received.
	 * @param arrival the video's request
	 * @param contentType its type
	 * @param content its bytes, which are read to their end
	 * @return the stored video, which is not empty
	 */
	StoredFile store(Arrival arrival, String contentType, InputStream content) throws IOException {
		InputStream reserved = this.drain.limit(arrival.reservation().over(content));
		StoredFile video = store(arrival, contentType,
				(limit) -> this.files.write(Bucket.VIDEOS, arrival.id(), contentType, reserved, limit));
		if (video.sizeBytes() == 0) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw VideoType.empty();
		}
		return video;
	}

	/**
	 * Stores a video.
	 * @param arrival the video's request
	 * @param contentType its type
	 * @param write writer of its bytes
	 * @return the stored video
	 */
	StoredFile store(Arrival arrival, String contentType, Write write) {
		long limit = this.properties.maxVideoSize().toBytes();
		try {
			return this.tracing.span("video.store", arrival.id(), () -> write(contentType, write, limit));
		}
		catch (UncheckedIOException ex) {
			throw (ex.getCause() instanceof FileTooLargeException) ? VideoType.tooLarge(limit) : ex;
		}
	}

	private StoredFile write(String contentType, Write write, long limit) {
		this.tracing.tag(JourneyAttributes.VIDEO_CONTENT_TYPE, contentType);
		try {
			StoredFile video = write.write(limit);
			this.tracing.tag(JourneyAttributes.VIDEO_BYTES, video.storedBytes());
			return video;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Creates a conversion of a stored video.
	 * @param arrival the video's request
	 * @param fileName name of the video
	 * @param video the stored video, which is deleted if no conversion is created
	 * @return the conversion; that of an earlier request with the same id, if there is
	 * one
	 */
	Conversion accept(Arrival arrival, String fileName, StoredFile video) {
		try {
			arrival.reservation().settle();
		}
		catch (RuntimeException ex) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw ex;
		}
		// after a failure it is unknown whether the database has the conversion, so the
		// file stays for the janitor
		try {
			Conversion conversion = this.conversions.accept(arrival.id(), arrival.owner(), fileName,
					arrival.options().toOptions(), video, this.storage.maxBytes());
			this.files.confirm(video);
			return conversion;
		}
		catch (DuplicateKeyException ex) {
			return first(arrival, video).orElseThrow(() -> new Problem(ProblemType.NO_SUCH_CONVERSION,
					"The conversion of this request was deleted.", ex));
		}
	}

	/**
	 * Finds the conversion that the same request with the same idempotency key has
	 * created meanwhile.
	 */
	private Optional<Conversion> first(Arrival arrival, StoredFile video) {
		Optional<Conversion> first = this.conversions.findOwned(arrival.id(), arrival.owner().id());
		if (first.filter((conversion) -> conversion.video().fileId().equals(video.fileId())).isPresent()) {
			this.files.confirm(video);
		}
		else {
			this.files.delete(Bucket.VIDEOS, video.fileId());
		}
		return first;
	}

	/**
	 * Processing of an upload that has its reservation.
	 */
	@FunctionalInterface
	interface Reading {

		/**
		 * Reads the video and creates a conversion of it.
		 * @param reservation share of the owner's limits that the upload holds
		 */
		Conversion read(UploadReservation reservation) throws IOException;

	}

	/**
	 * A write of a video into the store.
	 */
	@FunctionalInterface
	interface Write {

		/**
		 * Writes the video.
		 * @param maxBytes maximum number of bytes to store
		 */
		StoredFile write(long maxBytes) throws IOException;

	}

	/**
	 * A video that is being received.
	 *
	 * @param owner owner of the video
	 * @param id id of the conversion to be
	 * @param options options of the conversion
	 * @param reservation what it holds of the owner's limits
	 */
	record Arrival(Owner owner, String id, UploadOptions options, UploadReservation reservation) {
	}

}
