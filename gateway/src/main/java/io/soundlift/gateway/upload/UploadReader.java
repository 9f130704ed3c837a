package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.StorageLimit;
import io.soundlift.gateway.limit.UploadLimits;
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
import org.springframework.util.unit.DataSize;

/**
 * Streams a request's video, or one at a URL, into the store and makes a conversion of
 * it. Either the conversion is there with all of its bytes, or nothing is.
 */
@Component
final class UploadReader {

	private final Conversions conversions;

	private final FileStore files;

	private final JourneyTracing tracing;

	private final UploadLimits limits;

	private final StorageLimit storage;

	private final StoreSpace space;

	private final UploadDrain drain;

	private final GatewayProperties properties;

	private final Clock clock;

	UploadReader(Conversions conversions, FileStore files, JourneyTracing tracing, UploadLimits limits,
			StorageLimit storage, StoreSpace space, UploadDrain drain, GatewayProperties properties, Clock clock) {
		this.conversions = conversions;
		this.files = files;
		this.tracing = tracing;
		this.limits = limits;
		this.storage = storage;
		this.space = space;
		this.drain = drain;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Reads a video.
	 * @param request the request
	 * @param owner whose it is
	 * @param id id of the conversion to be
	 * @return the conversion
	 */
	Conversion read(HttpServletRequest request, Owner owner, String id) throws IOException {
		UploadOptions options = options(request);
		boolean isForm = MultipartUpload.isForm(request);
		if (ByteRangesBody.isType(request.getContentType())) {
			ByteRangesBody.boundary(request.getContentType());
		}
		else if (!isForm) {
			VideoType.require(request.getContentType());
		}
		long length = request.getContentLengthLong();
		return take(id, () -> reserve(owner, id, length, isForm), (reservation) -> {
			Intake intake = new Intake(owner, id, options, reservation);
			if (ByteRangesBody.isType(request.getContentType())) {
				return readRanges(request, intake);
			}
			return isForm ? readForm(request, intake) : readBody(request, intake);
		});
	}

	/**
	 * Fetches a video.
	 * @param source where it is
	 * @param videos fetches it
	 * @param request the request, for the options in its query
	 * @param owner whose it is
	 * @param id id of the conversion to be
	 * @return the conversion
	 */
	Conversion fetch(ImportRequest source, RemoteVideos videos, HttpServletRequest request, Owner owner, String id)
			throws IOException {
		UploadOptions options = options(request);
		URI url = videos.require(source.url());
		return take(id, () -> reserve(owner, id, -1, false), (reservation) -> {
			this.tracing.tag(JourneyAttributes.SERVER_ADDRESS, url.getHost());
			try (RemoteVideo video = videos.open(url, owner.id())) {
				requireRoom(video, reservation);
				Intake intake = new Intake(owner, id, options, reservation);
				StoredFile stored = store(intake, video.contentType(), video.content());
				String given = (source.fileName() != null) ? source.fileName() : video.fileName();
				return accept(intake, FileName.clean((given != null) ? given : url.getPath()), stored);
			}
		});
	}

	private void requireRoom(RemoteVideo video, UploadReservation reservation) {
		long limit = this.properties.maxVideoSize().toBytes();
		if (video.sizeBytes() > limit) {
			throw tooLarge(limit);
		}
		if (video.sizeBytes() > 0) {
			this.space.require(video.sizeBytes());
			reservation.announce(video.sizeBytes());
		}
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
	 * Has a video taken in, with what it is going to use reserved.
	 * @param id id of the conversion to be
	 * @param reserve makes the reservation, which is given back in the end
	 * @param reading stores the video and makes the conversion
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

	private UploadReservation reserve(Owner owner, String id, long length, boolean isForm) {
		long limit = this.properties.maxVideoSize().toBytes();
		this.space.require(Math.max(0, length));
		if (length < 0) {
			return this.limits.reserve(owner.id(), id, 0, Math.min(UploadReservation.STEP_BYTES, limit));
		}
		long least = isForm ? Math.max(0, length - FormBody.MAX_BYTES) : length;
		return this.limits.reserve(owner.id(), id, least, Math.min(length, limit));
	}

	private Conversion readBody(HttpServletRequest request, Intake intake) throws IOException {
		String contentType = VideoType.require(request.getContentType());
		String fileName = RawVideo.fileName(request);
		StoredFile video = store(intake, contentType, request.getInputStream());
		return accept(intake, fileName, video);
	}

	private Conversion readRanges(HttpServletRequest request, Intake intake) throws IOException {
		String fileName = RawVideo.fileName(request);
		// headers of parts count as well
		InputStream body = this.drain.limit(intake.reservation().over(request.getInputStream()));
		ByteRangesBody ranges = new ByteRangesBody(body, ByteRangesBody.boundary(request.getContentType()));
		StoredFile video = store(intake, ranges.contentType(), (limit) -> this.files.writeRanges(Bucket.VIDEOS,
				intake.id(), ranges.contentType(), ranges.sizeBytes(), ranges, limit));
		return accept(intake, fileName, video);
	}

	private Conversion readForm(HttpServletRequest request, Intake intake) throws IOException {
		InputStream body = this.drain.limit(request.getInputStream());
		MultipartUpload form = new MultipartUpload(request, new FormBody(body, intake.reservation(), this.clock));
		UploadOptions options = intake.options();
		MultipartUpload.FilePart file = form.nextFile(options);
		// what comes later can only make it worse
		options.toOptions();
		StoredFile video = store(intake, VideoType.require(file.contentType()), file.content());
		try {
			form.readToEnd(options);
			options.toOptions();
		}
		catch (IOException | RuntimeException ex) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw ex;
		}
		return accept(intake, FileName.clean(file.name()), video);
	}

	private StoredFile store(Intake intake, String contentType, InputStream content) throws IOException {
		InputStream reserved = this.drain.limit(intake.reservation().over(content));
		StoredFile video = store(intake, contentType,
				(limit) -> this.files.write(Bucket.VIDEOS, intake.id(), contentType, reserved, limit));
		if (video.sizeBytes() == 0) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw new Problem(ProblemType.EMPTY_VIDEO, "The file is empty, so there is no video in it.");
		}
		return video;
	}

	StoredFile store(Intake intake, String contentType, Write write) {
		long limit = this.properties.maxVideoSize().toBytes();
		try {
			return this.tracing.span("video.store", intake.id(), () -> write(contentType, write, limit));
		}
		catch (UncheckedIOException ex) {
			throw (ex.getCause() instanceof FileTooLargeException) ? tooLarge(limit) : ex;
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

	Conversion accept(Intake intake, String fileName, StoredFile video) {
		try {
			intake.reservation().settle();
		}
		catch (RuntimeException ex) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw ex;
		}
		// when this fails nobody knows whether the database has the conversion, so the
		// file stays and the janitor decides
		try {
			Conversion conversion = this.conversions.accept(intake.id(), intake.owner(), fileName,
					intake.options().toOptions(), video, this.storage.maxBytes());
			this.files.confirm(video);
			return conversion;
		}
		catch (DuplicateKeyException ex) {
			return first(intake, video).orElseThrow(() -> ex);
		}
	}

	/**
	 * Finds what the same request with the same idempotency key has made meanwhile.
	 */
	private Optional<Conversion> first(Intake intake, StoredFile video) {
		Optional<Conversion> first = this.conversions.findOwned(intake.id(), intake.owner().id());
		if (first.filter((conversion) -> conversion.video().fileId().equals(video.fileId())).isPresent()) {
			this.files.confirm(video);
		}
		else {
			this.files.delete(Bucket.VIDEOS, video.fileId());
		}
		return first;
	}

	static Problem tooLarge(long limit) {
		return new Problem(ProblemType.VIDEO_TOO_LARGE,
				"A video may have up to %d bytes (%s).".formatted(limit, DataSize.ofBytes(limit)))
			.with("maxBytes", limit);
	}

	/**
	 * What becomes of an upload that has its reservation.
	 */
	@FunctionalInterface
	interface Reading {

		/**
		 * Reads the video and makes a conversion of it.
		 * @param reservation what the upload holds of the owner's limits
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
		 * @param maxBytes greatest number of bytes to store
		 */
		StoredFile write(long maxBytes) throws IOException;

	}

	/**
	 * An upload on its way in.
	 *
	 * @param owner whose it is
	 * @param id id of the conversion to be
	 * @param options what the owner wants of the MP3
	 * @param reservation what it holds of the owner's limits
	 */
	record Intake(Owner owner, String id, UploadOptions options, UploadReservation reservation) {
	}

}
