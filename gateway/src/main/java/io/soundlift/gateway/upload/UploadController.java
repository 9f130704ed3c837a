package io.soundlift.gateway.upload;

import java.io.IOException;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.conversion.ConversionView;
import io.soundlift.journey.conversion.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

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

	private final UploadAnswers answers;

	private final GatewayProperties properties;

	private final VideoImports imports;

	UploadController(UploadReader reader, VideoImports imports, UploadAnswers answers, GatewayProperties properties) {
		this.reader = reader;
		this.answers = answers;
		this.properties = properties;
		this.imports = imports;
	}

	/**
	 * Uploads a video to be converted. The video is the body, or the part {@code file} of
	 * a form, or ranges of it, or at a URL that the body names. Options are query
	 * parameters, or fields of the form. A request that is sent again with the same
	 * {@code Idempotency-Key} creates only one conversion.
	 */
	@PostMapping("/api/conversions")
	ResponseEntity<ConversionView> upload(HttpServletRequest request, HttpServletResponse response,
			@AuthenticationPrincipal Jwt token) throws IOException {
		Owner owner = new Owner(token.getSubject(), token.getClaimAsString("email"));
		if (ImportRequest.isIn(request)) {
			this.imports.requireEnabled();
			ImportRequest source = ImportRequest.read(request);
			return this.answers.answer(request, response, owner.id(), source.url() + "\n" + source.fileName(),
					(id) -> this.imports.convert(source, request, owner, id));
		}
		rejectAnnouncedExcess(request);
		return this.answers.answer(request, response, owner.id(), null, (id) -> this.reader.read(request, owner, id));
	}

	private void rejectAnnouncedExcess(HttpServletRequest request) {
		long limit = this.properties.maxVideoSize().toBytes();
		if (request.getContentLengthLong() > limit + (MultipartUpload.isForm(request) ? FormBody.MAX_BYTES : 0)) {
			throw VideoType.tooLarge(limit);
		}
	}

}
