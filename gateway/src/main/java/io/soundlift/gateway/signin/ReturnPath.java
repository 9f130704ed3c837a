package io.soundlift.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * Where a browser goes after signing in: a path of ours, never somewhere else.
 */
final class ReturnPath {

	/** Name of the parameter that has it. */
	static final String PARAMETER = "return";

	/** Where a browser goes that wants nothing else. */
	static final String DEFAULT = "/";

	private static final int MAX_LENGTH = 1000;

	/**
	 * One slash, then nothing that browsers take for a second one (WHATWG URL, 4.4), and
	 * printable ASCII only.
	 */
	private static final Pattern FORM = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");

	private ReturnPath() {
	}

	/**
	 * Returns a path that is safe to redirect to.
	 * @param wanted what a request asks for
	 * @return the same, or {@link #DEFAULT} if it is no path of ours
	 */
	static String safe(@Nullable String wanted) {
		return (wanted != null && wanted.length() <= MAX_LENGTH && FORM.matcher(wanted).matches()) ? wanted : DEFAULT;
	}

	/**
	 * Returns the address that begins a sign-in which ends where a request wants to go.
	 */
	static String signInFor(HttpServletRequest request) {
		String query = request.getQueryString();
		String path = request.getRequestURI() + ((query != null) ? "?" + query : "");
		return "/oauth2/authorization/" + WebClient.REGISTRATION + "?" + PARAMETER + "="
				+ UriUtils.encode(path, StandardCharsets.UTF_8);
	}

}
