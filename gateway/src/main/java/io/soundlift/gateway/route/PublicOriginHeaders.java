package io.soundlift.gateway.route;

import java.net.URI;

import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Headers with the public origin and the client's address for the authorization server,
 * taken from the gateway's own data and not from the client's headers. A secret proves
 * that the gateway sent them.
 */
final class PublicOriginHeaders implements RequestHttpHeadersFilter, Ordered {

	/** Same name as in the authorization server's ForwardedAddressFilter. */
	static final String SECRET_HEADER = "X-Soundlift-Forwarding-Secret";

	private final URI publicUrl;

	private final String secret;

	PublicOriginHeaders(URI publicUrl, String secret) {
		this.publicUrl = publicUrl;
		this.secret = secret;
	}

	@Override
	public HttpHeaders apply(HttpHeaders original, ServerRequest request) {
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(original);
		headers.set("X-Forwarded-Proto", this.publicUrl.getScheme());
		headers.set("X-Forwarded-Host", this.publicUrl.getHost());
		headers.set("X-Forwarded-Port", Integer.toString(port()));
		headers.set("X-Forwarded-For", request.servletRequest().getRemoteAddr());
		headers.set(SECRET_HEADER, this.secret);
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
