package io.soundlift.gateway.security;

import java.time.Duration;

import io.soundlift.gateway.GatewayProperties;

import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Security headers of all responses.
 */
public final class SecurityHeaders {

	/** The page runs only its own scripts and connects only to its own origin. */
	private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
			+ "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

	/** The page of a link runs no scripts, and loads only its stylesheet and the MP3. */
	private static final String SHARED_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; "
			+ "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	/** The page of a link that turns mails off has a form, and loads its stylesheet. */
	private static final String UNSUBSCRIBE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; "
			+ "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	/** A response of the API must not be rendered as a page. */
	private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

	private static final Duration HSTS = Duration.ofDays(365);

	/**
	 * Writes the headers first: "/" is forwarded to a file, and an answer to {@code HEAD}
	 * is sent after a forward before they would be written last.
	 */
	private static final ObjectPostProcessor<HeaderWriterFilter> EAGERLY = new ObjectPostProcessor<>() {

		@Override
		public <O extends HeaderWriterFilter> O postProcess(O filter) {
			filter.setShouldWriteHeadersEagerly(true);
			return filter;
		}

	};

	private SecurityHeaders() {
	}

	/**
	 * Adds the headers of pages and of what they load.
	 * @param headers the headers of a filter chain
	 * @param properties settings, for whether the public URL is {@code https}
	 */
	public static void page(HeadersConfigurer<HttpSecurity> headers, GatewayProperties properties) {
		common(headers, properties);
		headers.contentSecurityPolicy((policy) -> policy.policyDirectives(PAGE_POLICY))
			// static files are public and have cache headers of their own
			.cacheControl((cache) -> cache.disable())
			.withObjectPostProcessor(EAGERLY);
	}

	/**
	 * Adds the headers of the API. Its responses are not stored, unless their own headers
	 * allow it.
	 * @param headers the headers of a filter chain
	 * @param properties settings, for whether the public URL is {@code https}
	 */
	public static void api(HeadersConfigurer<HttpSecurity> headers, GatewayProperties properties) {
		common(headers, properties);
		headers.contentSecurityPolicy((policy) -> policy.policyDirectives(API_POLICY));
	}

	/**
	 * Adds the headers of links to MP3s. The URL is the permission, so it must reach
	 * neither another site nor the index of a search engine.
	 * @param headers the headers of a filter chain
	 * @param properties settings, for whether the public URL is {@code https}
	 */
	public static void shared(HeadersConfigurer<HttpSecurity> headers, GatewayProperties properties) {
		byLink(headers, properties, SHARED_POLICY);
	}

	/**
	 * Adds the headers of links that turn mails off, which are permissions as well.
	 * @param headers the headers of a filter chain
	 * @param properties settings, for whether the public URL is {@code https}
	 */
	public static void unsubscribe(HeadersConfigurer<HttpSecurity> headers, GatewayProperties properties) {
		byLink(headers, properties, UNSUBSCRIBE_POLICY);
	}

	private static void byLink(HeadersConfigurer<HttpSecurity> headers, GatewayProperties properties,
			String contentPolicy) {
		common(headers, properties);
		headers.contentSecurityPolicy((policy) -> policy.policyDirectives(contentPolicy))
			.referrerPolicy((policy) -> policy.policy(ReferrerPolicy.NO_REFERRER))
			.addHeaderWriter(new StaticHeadersWriter("X-Robots-Tag", "noindex, nofollow, noarchive"));
	}

	private static void common(HeadersConfigurer<HttpSecurity> headers, GatewayProperties properties) {
		headers.referrerPolicy((policy) -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
			.crossOriginOpenerPolicy((policy) -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
			.crossOriginResourcePolicy((policy) -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
			.httpStrictTransportSecurity((hsts) -> {
				if (properties.isHttps()) {
					// the connection may come from a proxy that terminated TLS
					hsts.requestMatcher(AnyRequestMatcher.INSTANCE).maxAgeInSeconds(HSTS.toSeconds());
				}
				else {
					hsts.disable();
				}
			});
	}

}
