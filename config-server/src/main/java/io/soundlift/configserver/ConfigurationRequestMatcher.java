package io.soundlift.configserver;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches the one kind of request that a service makes: {@code GET
 * /{application}/{profiles}[/{label}]} for a known application, with nothing in it that
 * has a meaning to a file system, a template or a URL decoder.
 */
final class ConfigurationRequestMatcher implements RequestMatcher {

	private static final String NAME = "[A-Za-z0-9_-]{1,64}";

	private final Pattern path;

	ConfigurationRequestMatcher(Collection<String> services) {
		String service = services.stream().map(Pattern::quote).collect(Collectors.joining("|"));
		this.path = Pattern.compile("/(?:" + service + ")/" + NAME + "(?:," + NAME + "){0,7}(?:/" + NAME + ")?");
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		// the raw path: what is encoded, or repeated in path parameters, doesn't match
		return "GET".equals(request.getMethod()) && request.getQueryString() == null
				&& this.path.matcher(request.getRequestURI()).matches();
	}

}
