package io.soundlift.authserver.revocation.web;

import java.io.IOException;
import java.io.PrintWriter;

import io.soundlift.authserver.revocation.RevocationPage;
import io.soundlift.authserver.revocation.Revocations;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoint with the revocations, for gateways. The response is streamed, so that it is
 * never completely in memory.
 */
@RestController
final class RevocationController {

	/** Prefix of the last line when more can be read immediately. */
	private static final String MORE = "MORE ";

	/** Prefix of the last line otherwise. */
	private static final String NEXT = "NEXT ";

	private final Revocations revocations;

	RevocationController(Revocations revocations) {
		this.revocations = revocations;
	}

	/**
	 * Writes one line for each revocation, and a last one with the position of the next
	 * read. A response without it is not complete.
	 */
	@GetMapping(path = "/internal/revocations", produces = MediaType.TEXT_PLAIN_VALUE)
	void read(@RequestParam String after, HttpServletResponse response) throws IOException {
		response.setContentType(MediaType.TEXT_PLAIN_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		PrintWriter writer = response.getWriter();
		RevocationPage page = this.revocations.read(after, (revocation) -> line(writer, revocation.toLine()));
		line(writer, (page.more() ? MORE : NEXT) + page.next());
	}

	private static void line(PrintWriter writer, String text) {
		writer.print(text);
		writer.print('\n');
	}

}
