package io.soundlift.configserver;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matcher of the only kind of request that a service sends: {@code GET
 * /{application}/{profiles}[/{label}]} for a known application, without characters that
 * are special to a file system, a template or a URL decoder.
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
		// the raw path: encoded characters and path parameters do not match
		return "GET".equals(request.getMethod()) && request.getQueryString() == null
				&& this.path.matcher(request.getRequestURI()).matches();
	}

}
