package io.soundlift.gateway.upload;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/**
 * Name and options of a video that is the body of a request.
 */
public final class RawVideo {

	private RawVideo() {
	}

	/**
	 * Reads the video's name.
	 * @param request the request
	 * @return the name, cleaned
	 * @throws Problem {@link ProblemType#BAD_REQUEST} if it can't be read
	 */
	public static String fileName(HttpServletRequest request) {
		String contentDisposition = request.getHeader(HttpHeaders.CONTENT_DISPOSITION);
		if (contentDisposition == null) {
			return FileName.clean(null);
		}
		try {
			return FileName.clean(ContentDisposition.parse(contentDisposition).getFilename());
		}
		// Spring takes a substring of negative length from a name that is a single
		// quotation mark
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw new Problem(ProblemType.BAD_REQUEST,
					"The header Content-Disposition must have the form attachment; filename*=UTF-8''name.", ex);
		}
	}

	/**
	 * Adds options from the query only: reading the parameters of the request would read
	 * the body.
	 * @param options where to add them
	 * @param request the request
	 * @throws Problem if the query can't be read, or one of an option
	 */
	public static void addOptions(UploadOptions options, HttpServletRequest request) {
		String query = request.getQueryString();
		if (query == null) {
			return;
		}
		for (String parameter : query.split("&")) {
			if (!parameter.isEmpty()) {
				int equals = parameter.indexOf('=');
				options.add(decode((equals < 0) ? parameter : parameter.substring(0, equals)),
						decode((equals < 0) ? "" : parameter.substring(equals + 1)));
			}
		}
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new Problem(ProblemType.BAD_REQUEST,
					"The query must be encoded as forms are, with % before two hexadecimal digits.", ex);
		}
	}

}
