package io.soundlift.authserver.revocation.web;

import java.io.IOException;
import java.io.PrintWriter;

import io.soundlift.authserver.revocation.Revocation;
import io.soundlift.authserver.revocation.RevocationPage;
import io.soundlift.authserver.revocation.Revocations;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

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

	private final JsonMapper json;

	RevocationController(Revocations revocations, JsonMapper json) {
		this.revocations = revocations;
		this.json = json;
	}

	/**
	 * Writes one line for each revocation, and a last one that says where to go on. An
	 * answer without it is not complete.
	 */
	@GetMapping(path = "/internal/revocations", params = "after", produces = MediaType.TEXT_PLAIN_VALUE)
	void read(@RequestParam String after, HttpServletResponse response) throws IOException {
		prepare(response, MediaType.TEXT_PLAIN_VALUE);
		PrintWriter writer = response.getWriter();
		RevocationPage page = this.revocations.read(after, (revocation) -> line(writer, revocation.toLine()));
		line(writer, (page.more() ? MORE : NEXT) + page.next());
	}

	/**
	 * Writes all as one JSON object, for gateways of the version before this.
	 */
	@GetMapping(path = "/internal/revocations", params = "!after", produces = MediaType.APPLICATION_JSON_VALUE)
	void list(HttpServletResponse response) throws IOException {
		prepare(response, MediaType.APPLICATION_JSON_VALUE);
		try (JsonGenerator generator = this.json.createGenerator(response.getOutputStream())) {
			generator.writeStartObject().writeArrayPropertyStart("grants");
			RevocationPage page = this.revocations.read("", (revocation) -> write(generator, revocation));
			while (page.more()) {
				page = this.revocations.read(page.next(), (revocation) -> write(generator, revocation));
			}
			generator.writeEndArray().writeArrayPropertyStart("closedAccounts");
			this.revocations.readClosedAccounts((account) -> generator.writeString(account.subject()));
			generator.writeEndArray().writeEndObject();
		}
	}

	private static void write(JsonGenerator generator, Revocation revocation) {
		if (revocation.kind() == Revocation.Kind.GRANT) {
			generator.writeString(revocation.subject());
		}
	}

	private static void line(PrintWriter writer, String text) {
		writer.print(text);
		writer.print('\n');
	}

	private static void prepare(HttpServletResponse response, String contentType) {
		response.setContentType(contentType);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
	}

}
