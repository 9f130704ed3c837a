package io.soundlift.language;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.util.WebUtils;

/**
 * Languages of the pages, and the choice among them: the language in a cookie that all
 * pages share, set when the user chooses one, or else the first available one that the
 * browser accepts.
 */
public final class PageLanguages {

	/** All languages. The first is the default for browsers that accept none of them. */
	public static final List<Locale> ALL = List.of(Locale.ENGLISH, Locale.GERMAN);

	/** Name of the cookie, which is set by scripts. */
	public static final String COOKIE = "language";

	/** Headers on which a response depends. */
	public static final String VARY = HttpHeaders.ACCEPT_LANGUAGE + ", " + HttpHeaders.COOKIE;

	private PageLanguages() {
	}

	/**
	 * Returns the language of the response to a request.
	 * @param request the request
	 * @return one of the supported languages
	 */
	public static Locale of(HttpServletRequest request) {
		Cookie chosen = WebUtils.getCookie(request, COOKIE);
		return find((chosen != null) ? chosen.getValue() : null).orElseGet(() -> accepted(request));
	}

	private static Locale accepted(HttpServletRequest request) {
		// without the header the servlet API returns the server's default locale
		if (request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null) {
			return ALL.get(0);
		}
		return Collections.list(request.getLocales())
			.stream()
			.flatMap((locale) -> find(locale.getLanguage()).stream())
			.findFirst()
			.orElse(ALL.get(0));
	}

	private static Optional<Locale> find(@Nullable String language) {
		return ALL.stream().filter((locale) -> locale.getLanguage().equals(language)).findFirst();
	}

}
