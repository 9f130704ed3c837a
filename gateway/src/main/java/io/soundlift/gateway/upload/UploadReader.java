package io.soundlift.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.gateway.space.StoreSpace;
import io.soundlift.gateway.upload.VideoIntake.Arrival;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

/**
 * Conversions of videos in requests: as the body, as ranges of a file, or in a form.
 */
@Component
final class UploadReader {

	private final VideoIntake intake;

	private final FileStore files;

	private final UploadLimits limits;

	private final StoreSpace space;

	private final UploadDrain drain;

	private final GatewayProperties properties;

	private final Clock clock;

	UploadReader(VideoIntake intake, FileStore files, UploadLimits limits, StoreSpace space, UploadDrain drain,
			GatewayProperties properties, Clock clock) {
		this.intake = intake;
		this.files = files;
		this.limits = limits;
		this.space = space;
		this.drain = drain;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Reads a video.
	 * @param request the request
	 * @param owner owner of the video
	 * @param id id of the conversion to be
	 * @return the conversion
	 */
	Conversion read(HttpServletRequest request, Owner owner, String id) throws IOException {
		UploadOptions options = this.intake.options(request);
		boolean isForm = MultipartUpload.isForm(request);
		if (ByteRangesBody.isType(request.getContentType())) {
			ByteRangesBody.boundary(request.getContentType());
		}
		else if (!isForm) {
			VideoType.require(request.getContentType());
		}
		long length = request.getContentLengthLong();
		return this.intake.take(id, () -> reserve(owner, id, length, isForm), (reservation) -> {
			Arrival arrival = new Arrival(owner, id, options, reservation);
			if (ByteRangesBody.isType(request.getContentType())) {
				return readRanges(request, arrival);
			}
			return isForm ? readForm(request, arrival) : readBody(request, arrival);
		});
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

	private Conversion readBody(HttpServletRequest request, Arrival arrival) throws IOException {
		String contentType = VideoType.require(request.getContentType());
		String fileName = RawVideo.fileName(request);
		StoredFile video = this.intake.store(arrival, contentType, request.getInputStream());
		return this.intake.accept(arrival, fileName, video);
	}

	private Conversion readRanges(HttpServletRequest request, Arrival arrival) throws IOException {
		String fileName = RawVideo.fileName(request);
		// headers of parts count as well
		InputStream body = this.drain.limit(arrival.reservation().over(request.getInputStream()));
		ByteRangesBody ranges = new ByteRangesBody(body, ByteRangesBody.boundary(request.getContentType()));
		StoredFile video = this.intake.store(arrival, ranges.contentType(), (limit) -> this.files
			.writeRanges(Bucket.VIDEOS, arrival.id(), ranges.contentType(), ranges.sizeBytes(), ranges, limit));
		return this.intake.accept(arrival, fileName, video);
	}

	private Conversion readForm(HttpServletRequest request, Arrival arrival) throws IOException {
		InputStream body = this.drain.limit(request.getInputStream());
		MultipartUpload form = new MultipartUpload(request, new FormBody(body, arrival.reservation(), this.clock));
		UploadOptions options = arrival.options();
		MultipartUpload.FilePart file = form.nextFile(options);
		// later fields can't resolve a conflict of options
		options.toOptions();
		StoredFile video = this.intake.store(arrival, VideoType.require(file.contentType()), file.content());
		try {
			form.readToEnd(options);
			options.toOptions();
		}
		catch (IOException | RuntimeException ex) {
			this.files.delete(Bucket.VIDEOS, video.fileId());
			throw ex;
		}
		return this.intake.accept(arrival, FileName.clean(file.name()), video);
	}

}
