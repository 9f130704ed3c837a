package io.soundlift.gateway.resumable;

import java.time.Duration;

import io.soundlift.gateway.GatewayProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;

/**
 * Headers of <i>Resumable Uploads for HTTP</i>, draft-ietf-httpbis-resumable-upload-12.
 * {@code Upload-Offset} and {@code Upload-Length} are as in tus.
 */
@Component
final class DraftHeaders {

	static final String COMPLETE = "Upload-Complete";

	static final String INTEROP_VERSION = "Upload-Draft-Interop-Version";

	/** Interoperability version of the draft. */
	static final String VERSION = "8";

	static final String LIMIT = "Upload-Limit";

	/** Type of bodies with bytes of an upload. */
	static final String BODY_TYPE = "application/partial-upload";

	private final ResumableUploads uploads;

	private final GatewayProperties properties;

	DraftHeaders(ResumableUploads uploads, GatewayProperties properties) {
		this.uploads = uploads;
		this.properties = properties;
	}

	/**
	 * Reads {@code Upload-Complete}, a boolean of structured fields.
	 */
	static boolean complete(HttpServletRequest request) {
		String value = request.getHeader(COMPLETE);
		if (!"?0".equals(value) && !"?1".equals(value)) {
			throw UploadProblems.badRequest("The header Upload-Complete must be ?0 or ?1.");
		}
		return "?1".equals(value);
	}

	/**
	 * Adds the headers that describe an upload.
	 */
	void add(ResumableUpload upload, HttpServletResponse response) {
		response.setHeader(TusHeaders.OFFSET, Long.toString(upload.offset()));
		response.setHeader(COMPLETE, (upload.state() == UploadState.FINISHED) ? "?1" : "?0");
		response.setHeader(LIMIT, limits(Duration.between(this.uploads.now(), upload.expiresAt())));
	}

	/**
	 * Returns the limits of an upload that has not begun.
	 */
	String limits() {
		return limits(this.properties.upload().resumableFor());
	}

	private String limits(Duration age) {
		return "max-size=%d, max-age=%d".formatted(this.properties.maxVideoSize().toBytes(),
				Math.max(0, age.toSeconds()));
	}

}
