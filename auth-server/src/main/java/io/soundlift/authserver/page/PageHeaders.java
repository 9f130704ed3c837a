package io.soundlift.authserver.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;

/**
 * Security headers of pages: scripts and styles only of this origin, no inline code, no
 * other sources, no frames.
 */
public final class PageHeaders {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; form-action 'self'";

	private PageHeaders() {
	}

	/**
	 * Adds the headers to Spring Security's own.
	 * @param headers the headers of a filter chain
	 */
	public static void customize(HeadersConfigurer<HttpSecurity> headers) {
		headers.addHeaderWriter(PageHeaders::writeContentSecurityPolicy)
			.referrerPolicy((policy) -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.SAME_ORIGIN));
	}

	/**
	 * Hides the address of a page, which contains a token, from the targets of its links.
	 * @param response the response with the page
	 */
	public static void hideAddress(HttpServletResponse response) {
		response.setHeader("Referrer-Policy", "no-referrer");
	}

	private static void writeContentSecurityPolicy(HttpServletRequest request, HttpServletResponse response) {
		String target = FormTargets.allowed(request);
		response.setHeader("Content-Security-Policy", (target != null) ? POLICY + ' ' + target : POLICY);
	}

}
