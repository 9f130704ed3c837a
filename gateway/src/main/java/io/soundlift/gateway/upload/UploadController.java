package io.soundlift.gateway.upload;

import java.io.IOException;
import java.net.URI;

import io.soundlift.connection.Transfer;
import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.ConversionView;
import io.soundlift.gateway.limit.AccountLimitsReader;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Uploads of videos.
 */
@RestController
class UploadController {

	private final UploadReader reader;

	private final GatewayProperties properties;

	private final UploadMeters meters;

	private final AccountLimitsReader limits;

	private final UploadSlots slots;

	private final IdempotentUploads idempotency;

	private final ObjectProvider<RemoteVideos> videos;

	UploadController(UploadReader reader, GatewayProperties properties, UploadMeters meters, AccountLimitsReader limits,
			UploadSlots slots, IdempotentUploads idempotency, ObjectProvider<RemoteVideos> videos) {
		this.videos = videos;
		this.idempotency = idempotency;
		this.limits = limits;
		this.slots = slots;
		this.reader = reader;
		this.properties = properties;
		this.meters = meters;
	}

	/**
	 * Uploads a video, and has it converted. The video is the body, or the part
	 * {@code file} of a form, or ranges of it, or at a URL that the body names. Options
	 * are parameters of the query, or fields of the form. A request that is sent again
	 * with the same {@code Idempotency-Key} makes one conversion.
	 */
	@PostMapping("/api/conversions")
	ResponseEntity<ConversionView> upload(HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		Owner owner = new Owner(token.getSubject(), token.getClaimAsString("email"));
		if (ImportRequest.isIn(request)) {
			RemoteVideos videos = this.videos.getIfAvailable();
			if (videos == null) {
				throw new Problem(ProblemType.IMPORT_OFF, "This system fetches no videos from URLs. Upload the video.");
			}
			ImportRequest source = ImportRequest.read(request);
			return take(request, response, owner, source.url() + "\n" + source.fileName(),
					(id) -> this.reader.fetch(source, videos, request, owner, id));
		}
		rejectAnnouncedExcess(request);
		return take(request, response, owner, null, (id) -> this.reader.read(request, owner, id));
	}

	private ResponseEntity<ConversionView> take(HttpServletRequest request, HttpServletResponse response, Owner owner,
			@Nullable String content, Intake intake) throws IOException {
		IdempotentUploads.Attempt attempt = this.idempotency.begin(request, owner.id(), content);
		if (attempt.made().isPresent()) {
			return answer(attempt.made().get());
		}
		UploadSlots.Slot slot = this.slots.take(owner.id());
		try {
			Transfer.begin(request, this.properties.upload().rate());
			Conversion conversion = intake.take(attempt.conversionId());
			this.idempotency.end(request, owner.id());
			this.meters.accepted(conversion.video().storedBytes());
			this.limits.addBytesPerDay(owner.id(), response);
			return answer(conversion);
		}
		finally {
			slot.giveBack();
		}
	}

	private static ResponseEntity<ConversionView> answer(Conversion conversion) {
		ConversionView accepted = ConversionView.of(conversion);
		return ResponseEntity.accepted().location(URI.create(accepted.links().self())).body(accepted);
	}

	private void rejectAnnouncedExcess(HttpServletRequest request) {
		long limit = this.properties.maxVideoSize().toBytes();
		if (request.getContentLengthLong() > limit + (MultipartUpload.isForm(request) ? FormBody.MAX_BYTES : 0)) {
			throw UploadReader.tooLarge(limit);
		}
	}

	/**
	 * Way in which a video comes.
	 */
	@FunctionalInterface
	private interface Intake {

		/**
		 * Stores the video.
		 * @param id id of the conversion to be
		 */
		Conversion take(String id) throws IOException;

	}

}
