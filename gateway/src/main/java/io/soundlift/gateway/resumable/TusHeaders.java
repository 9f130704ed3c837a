package io.soundlift.gateway.resumable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Headers of tus 1.0.0.
 */
final class TusHeaders {

	static final String VERSION = "1.0.0";

	static final String RESUMABLE = "Tus-Resumable";

	static final String VERSIONS = "Tus-Version";

	static final String OFFSET = "Upload-Offset";

	static final String LENGTH = "Upload-Length";

	static final String DEFER_LENGTH = "Upload-Defer-Length";

	static final String METADATA = "Upload-Metadata";

	static final String EXPIRES = "Upload-Expires";

	static final String CHECKSUM = "Upload-Checksum";

	/** Type of bodies with bytes of an upload. */
	static final String BODY_TYPE = "application/offset+octet-stream";

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
			Locale.US);

	private TusHeaders() {
	}

	/**
	 * Reads a header that is a number of bytes.
	 * @return the number; {@code null} if the header was not sent
	 * @throws Problem {@link ProblemType#BAD_REQUEST} if it is none
	 */
	static @Nullable Long number(HttpServletRequest request, String name) {
		String value = request.getHeader(name);
		if (value == null) {
			return null;
		}
		if (!value.matches("\\d{1,18}")) {
			throw new Problem(ProblemType.BAD_REQUEST, "The header %s must be a number of bytes.".formatted(name));
		}
		return Long.valueOf(value);
	}

	/**
	 * Adds what is told of an upload on each answer.
	 */
	static void add(ResumableUpload upload, HttpServletResponse response) {
		response.setHeader(OFFSET, Long.toString(upload.offset()));
		response.setHeader(EXPIRES, date(upload.expiresAt()));
		if (upload.state() == UploadState.FINISHED) {
			response.setHeader(HttpHeaders.CONTENT_LOCATION, "/api/conversions/" + upload.id());
		}
	}

	/**
	 * Formats a time as RFC 9110, 5.6.7 has it.
	 */
	private static String date(Instant time) {
		return DATE.format(time.atOffset(ZoneOffset.UTC));
	}

}
