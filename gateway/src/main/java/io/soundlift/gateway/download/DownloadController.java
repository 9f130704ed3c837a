package io.soundlift.gateway.download;

import java.io.IOException;

import io.soundlift.gateway.conversion.OwnedConversions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Downloads of MP3s by their owners.
 */
@Controller
class DownloadController {

	private final OwnedConversions owned;

	private final Mp3Download download;

	DownloadController(OwnedConversions owned, Mp3Download download) {
		this.owned = owned;
		this.download = download;
	}

	/**
	 * Returns the MP3 of a conversion, or a range of it.
	 * @param id 32 hexadecimal digits
	 */
	@GetMapping("/api/conversions/{id}/mp3")
	void download(@PathVariable String id, @AuthenticationPrincipal Jwt token, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		this.download.toOwner(() -> this.owned.require(id, token), request, response);
	}

}
