package io.soundlift.gateway.upload;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;

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

import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes in videos.
 */
@RestController
class UploadController {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private final UploadReader reader;

	private final GatewayProperties properties;

	private final UploadMeters meters;

	private final AccountLimitsReader limits;

	private final Semaphore running;

	UploadController(UploadReader reader, GatewayProperties properties, UploadMeters meters,
			AccountLimitsReader limits) {
		this.limits = limits;
		this.reader = reader;
		this.properties = properties;
		this.meters = meters;
		this.running = new Semaphore(properties.maxConcurrentUploads());
		meters.running(properties.maxConcurrentUploads(),
				() -> properties.maxConcurrentUploads() - this.running.availablePermits());
	}

	@PostMapping("/api/conversions")
	ResponseEntity<ConversionView> upload(HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		rejectAnnouncedExcess(request);
		if (!this.running.tryAcquire()) {
			throw new Problem(ProblemType.TOO_MANY_UPLOADS, "There are %d uploads at the moment. Try again in a moment."
				.formatted(this.properties.maxConcurrentUploads())).retryAfter(RETRY_AFTER);
		}
		try {
			Transfer.begin(request, this.properties.upload().rate());
			Owner owner = new Owner(token.getSubject(), token.getClaimAsString("email"));
			Conversion conversion = this.reader.read(request, owner);
			this.meters.accepted(conversion.video().sizeBytes());
			this.limits.addBytesPerDay(owner.id(), response);
			ConversionView accepted = ConversionView.of(conversion);
			return ResponseEntity.accepted().location(URI.create(accepted.links().self())).body(accepted);
		}
		finally {
			this.running.release();
		}
	}

	private void rejectAnnouncedExcess(HttpServletRequest request) {
		long limit = this.properties.maxVideoSize().toBytes();
		if (request.getContentLengthLong() > limit
				+ (MultipartUpload.isForm(request) ? MultipartUpload.OVERHEAD_BYTES : 0)) {
			throw UploadReader.tooLarge(limit);
		}
	}

}
