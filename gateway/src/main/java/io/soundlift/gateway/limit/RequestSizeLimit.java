package io.soundlift.gateway.limit;

import java.io.IOException;

import io.soundlift.connection.ConnectionLimits;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.security.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refusal of requests other than uploads that announce too large a body, before any other
 * processing.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestSizeLimit extends OncePerRequestFilter {

	/** The only paths that accept uploads; they check the size themselves. */
	private static final String API = "/api/";

	private final ProblemWriter problems;

	private final long maxBytes;

	RequestSizeLimit(ProblemWriter problems, ConnectionLimits limits) {
		this.problems = problems;
		this.maxBytes = limits.maxBodySize().toBytes();
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return request.getContentLengthLong() <= this.maxBytes || request.getServletPath().startsWith(API);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		this.problems.write(request, response, ProblemType.REQUEST_TOO_LARGE,
				"Only uploads may have a body of this size.");
	}

}
