package io.soundlift.gateway.upload;

import java.io.IOException;

import io.soundlift.gateway.conversion.ConversionView;
import io.soundlift.gateway.conversion.OwnedConversions;
import io.soundlift.journey.conversion.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Further conversions of videos that are still kept.
 */
@RestController
class AgainController {

	private final OwnedConversions owned;

	private final VideoCopies copies;

	private final UploadAnswers answers;

	AgainController(OwnedConversions owned, VideoCopies copies, UploadAnswers answers) {
		this.owned = owned;
		this.copies = copies;
		this.answers = answers;
	}

	/**
	 * Converts the video of an earlier conversion again. The new conversion has a copy of
	 * the video, and options of its own, which are query parameters. A request that is
	 * sent again with the same {@code Idempotency-Key} creates only one conversion.
	 * @param id 32 hexadecimal digits
	 */
	@PostMapping("/api/conversions/{id}/again")
	ResponseEntity<ConversionView> convertAgain(@PathVariable String id, HttpServletRequest request,
			HttpServletResponse response, @AuthenticationPrincipal Jwt token) throws IOException {
		Owner owner = new Owner(token.getSubject(), token.getClaimAsString("email"));
		return this.answers.answer(request, response, owner.id(), "again " + id,
				(newId) -> this.copies.convert(this.owned.require(id, token), owner, newId, request));
	}

}
