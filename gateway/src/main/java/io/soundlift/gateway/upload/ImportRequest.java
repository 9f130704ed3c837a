package io.soundlift.gateway.upload;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;

import io.soundlift.gateway.problem.JsonBody;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;

/**
 * Request to import a video.
 *
 * @param url its URL, which may have secrets in its query
 * @param fileName its name; {@code null} for the one that its server states
 */
record ImportRequest(String url, @Nullable String fileName) {

	/**
	 * Returns whether a request is for an import, rather than an upload.
	 * @param request the request, whose body is not read
	 */
	static boolean isIn(HttpServletRequest request) {
		String type = Objects.requireNonNullElse(request.getContentType(), "");
		return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(MediaType.APPLICATION_JSON_VALUE);
	}

	/**
	 * Reads the body of a request.
	 * @param request the request
	 * @return the video that it requests
	 * @throws Problem {@link ProblemType#BAD_REQUEST} if the body is something else
	 * @throws IOException if the connection breaks
	 */
	static ImportRequest read(HttpServletRequest request) throws IOException {
		Body body = JsonBody.read(request.getInputStream(), Body.class, ImportRequest::invalid);
		if (body.url() == null) {
			throw invalid(null);
		}
		return new ImportRequest(body.url(), body.fileName());
	}

	private static Problem invalid(@Nullable Throwable cause) {
		return new Problem(ProblemType.BAD_REQUEST,
				"The body must be a JSON object with the member url, and the member fileName if that is wanted.",
				cause);
	}

	/**
	 * Omits the query, as it may contain secrets.
	 */
	@Override
	public String toString() {
		return "ImportRequest[fileName=%s]".formatted(this.fileName);
	}

	/**
	 * The body as it was sent.
	 *
	 * @param url member of the same name
	 * @param fileName member of the same name
	 */
	private record Body(@Nullable String url, @Nullable String fileName) {
	}

}
