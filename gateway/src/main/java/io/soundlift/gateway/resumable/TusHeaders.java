package io.soundlift.gateway.resumable;

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
	 * Adds the headers that describe an upload to a response.
	 */
	static void add(ResumableUpload upload, HttpServletResponse response) {
		response.setHeader(OFFSET, Long.toString(upload.offset()));
		response.setDateHeader(EXPIRES, upload.expiresAt().toEpochMilli());
		if (upload.state() == UploadState.FINISHED) {
			response.setHeader(HttpHeaders.CONTENT_LOCATION, "/api/conversions/" + upload.id());
		}
	}

}
