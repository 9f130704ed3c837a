package io.soundlift.gateway.download;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.soundlift.gateway.conversion.OwnedConversions;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.Conversion;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

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

	/** As many ids as fit into a URL. */
	private static final int MAX_IN_ARCHIVE = 100;

	private final OwnedConversions owned;

	private final Mp3Download download;

	private final Mp3Archive archive;

	DownloadController(OwnedConversions owned, Mp3Download download, Mp3Archive archive) {
		this.owned = owned;
		this.download = download;
		this.archive = archive;
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

	/**
	 * Returns the MP3s of several conversions as one ZIP archive. All of them must be
	 * available. This counts as one download. The archive has no length in advance; if
	 * the connection breaks, it has to be downloaded again.
	 */
	@GetMapping("/api/conversions/mp3s")
	void downloadSeveral(@AuthenticationPrincipal Jwt token, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		this.archive.toOwner(accesses(request.getParameterValues("id"), token), token.getSubject(), request, response);
	}

	private List<Supplier<Conversion>> accesses(String @Nullable [] given, Jwt token) {
		Set<String> ids = new LinkedHashSet<>(List.of((given != null) ? given : new String[0]));
		if (ids.isEmpty() || ids.size() > MAX_IN_ARCHIVE) {
			throw new Problem(ProblemType.INVALID_PARAMETER,
					"id must be given for each MP3, 1 to %d times.".formatted(MAX_IN_ARCHIVE));
		}
		return ids.stream().<Supplier<Conversion>>map((id) -> () -> this.owned.require(id, token)).toList();
	}

}
