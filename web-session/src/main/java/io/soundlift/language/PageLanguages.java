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
 * Languages in which pages are written, and which of them a browser gets: the one that
 * the user has chosen, which is in a cookie that all pages share, or else the first that
 * the browser asks for.
 */
public final class PageLanguages {

	/** All languages. The first is that of browsers that ask for none of them. */
	public static final List<Locale> ALL = List.of(Locale.ENGLISH, Locale.GERMAN);

	/** Name of the cookie, which scripts set. */
	public static final String COOKIE = "language";

	/** What an answer depends on. */
	public static final String VARY = HttpHeaders.ACCEPT_LANGUAGE + ", " + HttpHeaders.COOKIE;

	private PageLanguages() {
	}

	/**
	 * Returns the language to answer a request in.
	 * @param request the request
	 * @return one of the languages that there are
	 */
	public static Locale of(HttpServletRequest request) {
		Cookie chosen = WebUtils.getCookie(request, COOKIE);
		return find((chosen != null) ? chosen.getValue() : null).orElseGet(() -> accepted(request));
	}

	private static Locale accepted(HttpServletRequest request) {
		// without the header the servlet API has the server's own language
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
