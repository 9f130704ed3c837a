package io.soundlift.gateway.conversion;

import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * ETags of the list and of single conversions, so that a client that polls gets a 304
 * without a body if nothing has changed. Other responses are left alone: a response with
 * an ETag is buffered until it is complete, which streams and files must not be.
 */
@Component
final class UnchangedAnswers extends ShallowEtagHeaderFilter {

	private static final Pattern PATHS = Pattern.compile("/api/conversions(/[0-9a-f]{32})?");

	UnchangedAnswers() {
		// the same content, which a proxy may compress
		setWriteWeakETag(true);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !HttpMethod.GET.matches(request.getMethod()) || !PATHS.matcher(request.getRequestURI()).matches();
	}

}
