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
 * Answers of what was revoked, for gateways. They are written as they are read, so that
 * none is in memory as a whole.
 */
@RestController
final class RevocationController {

	/** Begin of the last line when there is more to read at once. */
	private static final String MORE = "MORE ";

	/** Begin of the last line otherwise. */
	private static final String NEXT = "NEXT ";

	private final Revocations revocations;

	RevocationController(Revocations revocations) {
		this.revocations = revocations;
	}

	/**
	 * Writes one line for each revocation, and a last one that says where to go on. An
	 * answer without it is not complete.
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
