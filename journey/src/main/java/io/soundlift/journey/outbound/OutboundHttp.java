package io.soundlift.journey.outbound;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP clients for untrusted servers. They limit the length of headers, follow no
 * redirects, do not retry, keep no state between requests, and use no proxy.
 */
public final class OutboundHttp {

	private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(4);

	private static final int MAX_LINE = 8192;

	private static final int MAX_HEADERS = 100;

	private OutboundHttp() {
	}

	/**
	 * Creates a client.
	 * @param addresses look-up of servers, which refuses addresses that are not allowed
	 * @param silence maximum time between two bytes of an answer
	 * @param concurrency maximum number of requests at a time
	 * @param userAgent value of the header {@code User-Agent}
	 * @return the client
	 */
	public static CloseableHttpClient client(DnsResolver addresses, Duration silence, int concurrency,
			String userAgent) {
		Http1Config limits = Http1Config.custom().setMaxLineLength(MAX_LINE).setMaxHeaderCount(MAX_HEADERS).build();
		return HttpClients.custom()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setDnsResolver(addresses)
				.setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
				.setDefaultConnectionConfig(ConnectionConfig.custom()
					.setConnectTimeout(CONNECT_TIMEOUT)
					.setSocketTimeout(Timeout.of(silence))
					.build())
				.setMaxConnTotal(concurrency)
				.setMaxConnPerRoute(concurrency)
				.build())
			// each request looks the name up and is checked again
			.setConnectionReuseStrategy((request, response, context) -> false)
			.disableRedirectHandling()
			.disableAutomaticRetries()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableContentCompression()
			.setUserAgent(userAgent)
			.build();
	}

	/**
	 * Describes why there is no response. Details of the system's own network are not
	 * disclosed.
	 * @param server role of the server
	 * @param failure the failure of a request
	 * @return a sentence without a full stop
	 */
	public static String problem(String server, Exception failure) {
		if (failure instanceof CheckedAddresses.TargetRefusedException) {
			return "The %s is not on the public internet".formatted(server);
		}
		if (failure instanceof UnknownHostException) {
			return "The %s's name has no address".formatted(server);
		}
		if (failure instanceof ConnectTimeoutException || failure instanceof ConnectException) {
			return "The %s could not be connected to".formatted(server);
		}
		if (failure instanceof SocketTimeoutException) {
			return "The %s did not answer in time".formatted(server);
		}
		return (failure instanceof SSLException) ? "The %s's TLS or certificate is not valid".formatted(server)
				: "The connection to the %s broke".formatted(server);
	}

}
