package io.soundlift.gateway.revocation;

import java.io.IOException;
import java.time.Duration;

import io.soundlift.gateway.GatewayProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Polling of the authorization server for revocations. It has a thread of its own, since
 * a revocation must not wait for other scheduled work.
 */
@Component
final class RevocationPolling implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(RevocationPolling.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration UPKEEP = Duration.ofMinutes(1);

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final RestClient http;

	private final KnownRevocations revocations;

	private final RevocationFeed feed;

	private final ClosedAccounts closedAccounts;

	private final Duration period;

	private volatile boolean reachable = true;

	RevocationPolling(GatewayProperties properties, KnownRevocations revocations, ClosedAccounts closedAccounts) {
		this.http = RestClient.builder()
			.requestFactory(ClientHttpRequestFactoryBuilder.jdk()
				.build(HttpClientSettings.defaults().withConnectTimeout(TIMEOUT).withReadTimeout(TIMEOUT)))
			.baseUrl(properties.authServerUri())
			.defaultHeaders(
					(headers) -> headers.setBasicAuth(GatewayProperties.WEB_CLIENT_ID, properties.webClientSecret()))
			.build();
		this.revocations = revocations;
		this.feed = new RevocationFeed(revocations);
		this.closedAccounts = closedAccounts;
		this.period = properties.revocationPoll();
	}

	/**
	 * Reads everything once, before the first request, and then continues on a schedule.
	 */
	@Override
	public void start() {
		poll();
		this.scheduler.setThreadNamePrefix("revocations-");
		this.scheduler.setPoolSize(2);
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::poll, this.period);
		this.scheduler.scheduleWithFixedDelay(this.closedAccounts::sweep, this.period);
		this.scheduler.scheduleWithFixedDelay(this.revocations::removeExpired, UPKEEP);
	}

	private void poll() {
		try {
			while (Boolean.TRUE.equals(ask())) {
				logger.debug("There is more that was revoked");
			}
			this.revocations.complete();
			if (!this.reachable) {
				logger.info("Revocations can be read from the authorization server again");
			}
			this.reachable = true;
		}
		catch (RestClientException ex) {
			if (this.reachable) {
				logger.warn(
						"Revocations can't be read from the authorization server; those already known still apply: {}",
						ex.toString());
			}
			this.reachable = false;
		}
	}

	private @Nullable Boolean ask() {
		return this.http.get()
			.uri((uri) -> uri.path("/auth/internal/revocations").queryParam("after", "{after}").build(this.feed.next()))
			.accept(MediaType.TEXT_PLAIN)
			.exchange((request, response) -> {
				if (response.getStatusCode() != HttpStatus.OK) {
					throw new RestClientException("The answer is " + response.getStatusCode());
				}
				try {
					return this.feed.read(response.getBody());
				}
				catch (IOException ex) {
					throw new RestClientException("The answer can't be read", ex);
				}
			});
	}

	@Override
	public void stop() {
		this.scheduler.destroy();
	}

	@Override
	public boolean isRunning() {
		return this.scheduler.isRunning();
	}

	/**
	 * Before the web server accepts requests, which begins in the last phase.
	 */
	@Override
	public int getPhase() {
		return 0;
	}

}
