package io.soundlift.gateway.route;

import java.net.URI;

import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Tells the service behind which origin the client sees and which address it has, from
 * our own knowledge and not from what the client sends.
 */
final class PublicOriginHeaders implements RequestHttpHeadersFilter, Ordered {

	private final URI publicUrl;

	PublicOriginHeaders(URI publicUrl) {
		this.publicUrl = publicUrl;
	}

	@Override
	public HttpHeaders apply(HttpHeaders original, ServerRequest request) {
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(original);
		headers.set("X-Forwarded-Proto", this.publicUrl.getScheme());
		headers.set("X-Forwarded-Host", this.publicUrl.getHost());
		headers.set("X-Forwarded-Port", Integer.toString(port()));
		headers.set("X-Forwarded-For", request.servletRequest().getRemoteAddr());
		return headers;
	}

	private int port() {
		if (this.publicUrl.getPort() != -1) {
			return this.publicUrl.getPort();
		}
		return "https".equals(this.publicUrl.getScheme()) ? 443 : 80;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
