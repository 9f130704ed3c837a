package io.soundlift.notifier.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.soundlift.journey.conversion.CleanText;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.WebhookAttempt;
import io.soundlift.journey.webhook.WebhookDelivery;
import io.soundlift.journey.webhook.WebhookSecrets;
import io.soundlift.support.DaemonThreads;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTP client for deliveries. A receiver is a stranger: it is given little time, no
 * second connection, and of its answer only the beginning is read.
 */
final class WebhookSender implements AutoCloseable {

	private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(4);

	private static final int MAX_LINE = 8192;

	private static final int MAX_HEADERS = 100;

	/** Enough for the characters that are kept, whatever they are. */
	private static final int MAX_ANSWER_BYTES = 4096;

	private static final int MAX_ANSWER_CHARACTERS = 500;

	private final CloseableHttpClient http;

	private final ScheduledExecutorService deadlines = Executors
		.newSingleThreadScheduledExecutor(new DaemonThreads("webhook-deadlines"));

	private final WebhookSecrets secrets;

	private final Duration deadline;

	/**
	 * Creates a sender.
	 * @param secrets secrets that sign
	 * @param addresses look-up of receivers, which refuses what is not allowed
	 * @param deadline greatest time from the first byte to the end of the answer
	 * @param concurrency greatest number of deliveries at a time
	 */
	WebhookSender(WebhookSecrets secrets, DnsResolver addresses, Duration deadline, int concurrency) {
		this.secrets = secrets;
		this.deadline = deadline;
		Http1Config limits = Http1Config.custom().setMaxLineLength(MAX_LINE).setMaxHeaderCount(MAX_HEADERS).build();
		this.http = HttpClients.custom()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setDnsResolver(addresses)
				.setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
				.setDefaultConnectionConfig(ConnectionConfig.custom()
					.setConnectTimeout(CONNECT_TIMEOUT)
					.setSocketTimeout(Timeout.of(deadline))
					.build())
				.setMaxConnTotal(concurrency)
				.setMaxConnPerRoute(concurrency)
				.build())
			// each delivery looks the name up and is checked again
			.setConnectionReuseStrategy((request, response, context) -> false)
			.disableRedirectHandling()
			.disableAutomaticRetries()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableContentCompression()
			.setUserAgent("Soundlift-Webhooks")
			.build();
	}

	/**
	 * Sends a delivery.
	 * @param webhook the webhook
	 * @param delivery what is sent
	 * @param now time of the sending, which is signed
	 * @return how it went
	 */
	WebhookAttempt send(Webhook webhook, WebhookDelivery delivery, Instant now) {
		HttpPost request = new HttpPost(URI.create(webhook.url()));
		request.setHeader("webhook-id", delivery.eventId());
		request.setHeader("webhook-timestamp", Long.toString(now.getEpochSecond()));
		request.setHeader("webhook-signature", this.secrets.sign(webhook, delivery, now));
		request.setEntity(new StringEntity(delivery.body(), ContentType.APPLICATION_JSON));
		Future<?> cancellation = this.deadlines.schedule((Runnable) request::cancel, this.deadline.toMillis(),
				TimeUnit.MILLISECONDS);
		try {
			return send(request);
		}
		catch (IOException | IllegalStateException ex) {
			return new WebhookAttempt(null, null, request.isCancelled()
					? "The receiver took longer than %d s".formatted(this.deadline.toSeconds()) : problem(ex));
		}
		finally {
			cancellation.cancel(false);
		}
	}

	private WebhookAttempt send(HttpPost request) throws IOException {
		ClassicHttpResponse response = this.http.executeOpen(null, request, null);
		try {
			int status = response.getCode();
			return new WebhookAttempt(status, answer(response.getEntity()), problem(status));
		}
		finally {
			// first, since closing reads an answer to its end, which may be far away
			request.cancel();
			Closer.closeQuietly(response);
		}
	}

	private static @Nullable String answer(@Nullable HttpEntity entity) throws IOException {
		if (entity == null) {
			return null;
		}
		InputStream content = entity.getContent();
		String text = new String(content.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
		return CleanText.limit(CleanText.of(text), MAX_ANSWER_CHARACTERS);
	}

	private static @Nullable String problem(int status) {
		if (status >= 200 && status < 300) {
			return null;
		}
		return (status >= 300 && status < 400) ? "The receiver redirects, which is not followed"
				: "The receiver answered " + status;
	}

	/** What the system's own network says of strangers is not passed on. */
	private static String problem(Exception ex) {
		if (ex instanceof CheckedAddresses.TargetRefusedException) {
			return "The receiver is not on the public internet";
		}
		if (ex instanceof UnknownHostException) {
			return "The receiver's name has no address";
		}
		if (ex instanceof ConnectTimeoutException || ex instanceof ConnectException) {
			return "The receiver could not be connected to";
		}
		if (ex instanceof SocketTimeoutException) {
			return "The receiver did not answer in time";
		}
		return (ex instanceof SSLException) ? "The receiver's TLS or certificate is not valid"
				: "The connection to the receiver broke";
	}

	@Override
	public void close() throws IOException {
		this.deadlines.shutdownNow();
		this.http.close();
	}

}
