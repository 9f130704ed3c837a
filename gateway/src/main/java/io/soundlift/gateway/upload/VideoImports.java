package io.soundlift.gateway.upload;

import java.io.IOException;
import java.net.URI;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.limit.UploadLimits;
import io.soundlift.gateway.limit.UploadReservation;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.space.StoreSpace;
import io.soundlift.gateway.upload.VideoIntake.Arrival;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Conversions of videos that are imported from URLs, if imports are enabled.
 */
@Component
final class VideoImports {

	private final VideoIntake intake;

	private final ObjectProvider<RemoteVideos> videos;

	private final JourneyTracing tracing;

	private final UploadLimits limits;

	private final StoreSpace space;

	private final GatewayProperties properties;

	VideoImports(VideoIntake intake, ObjectProvider<RemoteVideos> videos, JourneyTracing tracing, UploadLimits limits,
			StoreSpace space, GatewayProperties properties) {
		this.intake = intake;
		this.videos = videos;
		this.tracing = tracing;
		this.limits = limits;
		this.space = space;
		this.properties = properties;
	}

	/**
	 * Verifies that imports are enabled.
	 * @throws Problem {@link ProblemType#IMPORT_OFF} if they are not
	 */
	void requireEnabled() {
		videos();
	}

	private RemoteVideos videos() {
		RemoteVideos available = this.videos.getIfAvailable();
		if (available == null) {
			throw new Problem(ProblemType.IMPORT_OFF, "This system fetches no videos from URLs. Upload the video.");
		}
		return available;
	}

	/**
	 * Imports a video and creates a conversion of it.
	 * @param source URL and name of the video
	 * @param request the request, for the options in its query
	 * @param owner owner of the video
	 * @param id id of the conversion to be
	 * @return the conversion
	 */
	Conversion convert(ImportRequest source, HttpServletRequest request, Owner owner, String id) throws IOException {
		UploadOptions options = this.intake.options(request);
		URI url = videos().require(source.url());
		return this.intake.take(id, () -> reserve(owner, id), (reservation) -> {
			this.tracing.tag(JourneyAttributes.SERVER_ADDRESS, url.getHost());
			try (RemoteVideo video = videos().open(url, owner.id())) {
				requireRoom(video, reservation);
				Arrival arrival = new Arrival(owner, id, options, reservation);
				StoredFile stored = this.intake.store(arrival, video.contentType(), video.content());
				String given = (source.fileName() != null) ? source.fileName() : video.fileName();
				return this.intake.accept(arrival, FileName.clean((given != null) ? given : url.getPath()), stored);
			}
			catch (IOException | RuntimeException ex) {
				reservation.spend();
				throw ex;
			}
		});
	}

	private UploadReservation reserve(Owner owner, String id) {
		this.space.require(0);
		return this.limits.reserve(owner.id(), id, 0,
				Math.min(UploadReservation.STEP_BYTES, this.properties.maxVideoSize().toBytes()));
	}

	private void requireRoom(RemoteVideo video, UploadReservation reservation) {
		long limit = this.properties.maxVideoSize().toBytes();
		if (video.sizeBytes() > limit) {
			throw VideoType.tooLarge(limit);
		}
		if (video.sizeBytes() > 0) {
			this.space.require(video.sizeBytes());
			reservation.announce(video.sizeBytes());
		}
	}

}
