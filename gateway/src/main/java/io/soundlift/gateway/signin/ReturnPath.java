package io.soundlift.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * Path to which a browser returns after sign-in, always on our own origin.
 */
final class ReturnPath {

	/** Name of its request parameter. */
	static final String PARAMETER = "return";

	/** Path for browsers that request no other. */
	static final String DEFAULT = "/";

	private static final int MAX_LENGTH = 1000;

	/**
	 * One slash, not followed by a character that browsers treat as a second one (WHATWG
	 * URL, 4.4), and printable ASCII only.
	 */
	private static final Pattern FORM = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");

	private ReturnPath() {
	}

	/**
	 * Returns a path that is safe to redirect to.
	 * @param wanted path in a request
	 * @return the same, or {@link #DEFAULT} if it is not a path on our own origin
	 */
	static String safe(@Nullable String wanted) {
		return (wanted != null && wanted.length() <= MAX_LENGTH && FORM.matcher(wanted).matches()) ? wanted : DEFAULT;
	}

	/**
	 * Returns the URL of a sign-in that returns to the target of a request.
	 */
	static String signInFor(HttpServletRequest request) {
		String query = request.getQueryString();
		String path = request.getRequestURI() + ((query != null) ? "?" + query : "");
		return "/oauth2/authorization/" + WebClient.REGISTRATION + "?" + PARAMETER + "="
				+ UriUtils.encode(path, StandardCharsets.UTF_8);
	}

}
