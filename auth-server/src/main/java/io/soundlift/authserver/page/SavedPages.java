package io.soundlift.authserver.page;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.soundlift.authserver.AuthServerProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Pages that required a sign-in, to which it redirects afterwards. Only path and query of
 * each are kept, so that they fit into the cookie of an anonymous session.
 */
@Component
public final class SavedPages implements RequestCache {

	private static final String ATTRIBUTE = "soundlift.saved-page";

	/**
	 * A sign-in for a longer address leads to the account page. A request may contain
	 * both the address and the cookie that keeps it, and Tomcat accepts 8 KB of headers.
	 */
	private static final int MAX_LENGTH = 1500;

	/** Path of the gateway at which a sign-in to the web page begins. */
	private static final String WEB_SIGN_IN = "/oauth2/authorization/soundlift";

	private final String webSignIn;

	SavedPages(AuthServerProperties properties) {
		this.webSignIn = properties.publicUrl().resolve(WEB_SIGN_IN).toString();
	}

	@Override
	public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
		String address = addressOf(request);
		if (HttpMethod.GET.matches(request.getMethod()) && address.length() <= MAX_LENGTH) {
			request.getSession().setAttribute(ATTRIBUTE, address);
		}
	}

	@Override
	public @Nullable SavedRequest getRequest(HttpServletRequest request, HttpServletResponse response) {
		return find(request).map(SavedPages::toRequest).orElse(null);
	}

	/** Only the address was kept, so the request itself is equivalent. */
	@Override
	public @Nullable HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
		if (find(request).filter(addressOf(request)::equals).isPresent()) {
			removeRequest(request, response);
		}
		return null;
	}

	@Override
	public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
		takeAddress(request);
	}

	/**
	 * Returns and removes the redirect target after a sign-up.
	 * @param request the request that was the sign-in
	 * @return the page that required it, relative to the context, or else the address
	 * that leads directly to the web page
	 */
	public String takeAddress(HttpServletRequest request) {
		String address = find(request).orElse(this.webSignIn);
		HttpSession session = request.getSession(false);
		if (session != null) {
			session.removeAttribute(ATTRIBUTE);
		}
		return address;
	}

	private static Optional<String> find(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return Optional.ofNullable((session != null) ? (String) session.getAttribute(ATTRIBUTE) : null);
	}

	private static SavedRequest toRequest(String address) {
		SimpleSavedRequest request = new SimpleSavedRequest(address);
		request.setParameters(parametersOf(address));
		return request;
	}

	private static Map<String, String[]> parametersOf(String address) {
		Map<String, String[]> parameters = new HashMap<>();
		try {
			UriComponentsBuilder.fromUriString(address)
				.build()
				.getQueryParams()
				.forEach((name, values) -> parameters.put(name, values.stream()
					.map((value) -> UriUtils.decode(Objects.requireNonNullElse(value, ""), StandardCharsets.UTF_8))
					.toArray(String[]::new)));
		}
		catch (IllegalArgumentException ex) {
			// such an address would lead to an error page after the sign-in
		}
		return parameters;
	}

	/** Relative to the context, so that it can't lead elsewhere, whatever its content. */
	private static String addressOf(HttpServletRequest request) {
		String query = request.getQueryString();
		return request.getRequestURI().substring(request.getContextPath().length())
				+ ((query != null) ? "?" + query : "");
	}

}
