package io.soundlift.authserver.page;

import java.io.IOException;
import java.net.URI;

import io.soundlift.authserver.AuthServerProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Filter that makes each request appear as sent to the single public address. So
 * redirects lead there whatever the {@code Host} and {@code X-Forwarded-*} headers
 * contain, genuine or forged.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PublicUrlFilter extends OncePerRequestFilter {

	private final URI publicUrl;

	PublicUrlFilter(AuthServerProperties properties) {
		this.publicUrl = properties.publicUrl();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		filterChain.doFilter(new PublicRequest(request, this.publicUrl), response);
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	/**
	 * A request to the public address.
	 */
	private static final class PublicRequest extends HttpServletRequestWrapper {

		private final URI publicUrl;

		PublicRequest(HttpServletRequest request, URI publicUrl) {
			super(request);
			this.publicUrl = publicUrl;
		}

		@Override
		public String getScheme() {
			return this.publicUrl.getScheme();
		}

		@Override
		public boolean isSecure() {
			return "https".equals(getScheme());
		}

		@Override
		public String getServerName() {
			return this.publicUrl.getHost();
		}

		@Override
		public int getServerPort() {
			if (this.publicUrl.getPort() >= 0) {
				return this.publicUrl.getPort();
			}
			return isSecure() ? 443 : 80;
		}

		@Override
		public StringBuffer getRequestURL() {
			return new StringBuffer(getScheme()).append("://")
				.append(this.publicUrl.getAuthority())
				.append(getRequestURI());
		}

	}

}
