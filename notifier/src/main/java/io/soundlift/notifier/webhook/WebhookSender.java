package io.soundlift.notifier.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.soundlift.journey.conversion.CleanText;
import io.soundlift.journey.outbound.OutboundHttp;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.WebhookAttempt;
import io.soundlift.journey.webhook.WebhookDelivery;
import io.soundlift.journey.webhook.WebhookSecrets;
import io.soundlift.support.DaemonThreads;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP client for deliveries. Receivers are untrusted: each gets little time and no
 * second connection, and only the beginning of its response is read.
 */
final class WebhookSender implements AutoCloseable {

	/** Enough for the characters that are kept, whatever their length in UTF-8. */
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
	 * @param addresses look-up of receivers, which refuses addresses that are not allowed
	 * @param deadline maximum time from the first byte to the end of the response
	 * @param concurrency maximum number of deliveries at a time
	 */
	WebhookSender(WebhookSecrets secrets, DnsResolver addresses, Duration deadline, int concurrency) {
		this.secrets = secrets;
		this.deadline = deadline;
		this.http = OutboundHttp.client(addresses, deadline, concurrency, "Soundlift-Webhooks");
	}

	/**
	 * Sends a delivery.
	 * @param webhook the webhook
	 * @param delivery what is sent
	 * @param now time of the sending, which is signed
	 * @return the result
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
			return new WebhookAttempt(null, null,
					request.isCancelled() ? "The receiver took longer than %d s".formatted(this.deadline.toSeconds())
							: OutboundHttp.problem("receiver", ex));
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
			// first, since closing reads the rest of a response, which may be long
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

	@Override
	public void close() throws IOException {
		this.deadlines.shutdownNow();
		this.http.close();
	}

}
