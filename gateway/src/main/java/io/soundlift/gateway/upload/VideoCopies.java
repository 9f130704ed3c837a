package io.soundlift.gateway.upload;

import java.io.IOException;

import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.space.StoreSpace;
import io.soundlift.gateway.upload.VideoIntake.Arrival;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Conversions of copies of stored videos. Either the conversion exists with all bytes of
 * its copy, or neither does. The original may be removed in the meantime.
 */
@Component
final class VideoCopies {

	private final VideoIntake intake;

	private final FileStore files;

	private final UploadLimits limits;

	private final StoreSpace space;

	private final UploadDrain drain;

	VideoCopies(VideoIntake intake, FileStore files, UploadLimits limits, StoreSpace space, UploadDrain drain) {
		this.intake = intake;
		this.files = files;
		this.limits = limits;
		this.space = space;
		this.drain = drain;
	}

	/**
	 * Copies a video and creates a conversion of the copy, which counts towards the
	 * limits of its account as an upload does.
	 * @param source the conversion whose video is copied
	 * @param owner owner of the new conversion
	 * @param id id of the conversion to be
	 * @param request the request, for the options in its query
	 * @return the new conversion
	 * @throws Problem {@link ProblemType#VIDEO_GONE} if the video has been removed, or is
	 * removed while it is copied
	 */
	Conversion convert(Conversion source, Owner owner, String id, HttpServletRequest request) throws IOException {
		UploadOptions options = this.intake.options(request);
		if (!source.hasVideo()) {
			throw gone(null);
		}
		long bytes = source.video().storedBytes();
		this.space.require(bytes);
		try {
			return this.intake.take(id, () -> this.limits.reserve(owner.id(), id, bytes, bytes), (reservation) -> {
				Arrival arrival = new Arrival(owner, id, options, reservation);
				return this.intake.accept(arrival, source.fileName(), copy(source.video(), arrival));
			});
		}
		catch (FileMissingException ex) {
			throw gone(ex);
		}
	}

	private StoredFile copy(StoredFile video, Arrival arrival) {
		return this.intake.store(arrival, video.contentType(), (limit) -> this.files.copy(Bucket.VIDEOS, video,
				arrival.id(), (content) -> this.drain.limit(arrival.reservation().over(content)), limit));
	}

	private static Problem gone(@Nullable Exception cause) {
		return new Problem(ProblemType.VIDEO_GONE,
				"The video of this conversion is not kept any more. Upload it again to have it converted.", cause);
	}

}
