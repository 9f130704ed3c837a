package io.soundlift.connection;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Response to a body that is refused outside controllers, such as a form that a filter
 * reads.
 */
final class RequestBodyFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (IOException | ServletException | RuntimeException ex) {
			RequestBodyException refusal = RequestBodyException.in(ex);
			if (refusal == null || response.isCommitted()) {
				throw ex;
			}
			((HttpServletResponse) response).sendError(refusal.reason().status());
		}
	}

}
