package io.soundlift.journey.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.TestBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BrokerHealth}.
 */
@Tag("broker")
class BrokerHealthTests {

	private final CachingConnectionFactory connections = new CachingConnectionFactory();

	private final BrokerHealth health = new BrokerHealth(this.connections, Duration.ofMillis(100));

	@AfterEach
	void close() {
		this.health.destroy();
		this.connections.destroy();
	}

	@Test
	void isUpWhileTheBrokerAnswersAndDegradedWhenItIsAway() {
		AtomicInteger made = new AtomicInteger();
		this.connections.addConnectionListener((connection) -> made.incrementAndGet());
		this.connections.setUri(URI.create(TestBroker.uri()));
		this.health.afterSingletonsInstantiated();
		await().until(() -> made.get() == 1);
		await().until(() -> status().equals(Status.UP));
		this.connections.setUri(URI.create("amqp://127.0.0.1:1"));
		await().until(() -> {
			// again and again: one may be opening just now
			this.connections.resetConnection();
			return status().equals(BrokerHealth.DEGRADED);
		});
		this.connections.setUri(URI.create(TestBroker.uri()));
		await().until(() -> status().equals(Status.UP));
	}

	@Test
	void answersAtOnceWhileItWaitsForABrokerThatSaysNothing() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			this.connections.setUri(URI.create("amqp://127.0.0.1:" + silent.getLocalPort()));
			// who waited would do so for longer than this test
			this.connections.getRabbitConnectionFactory().setHandshakeTimeout((int) Duration.ofHours(1).toMillis());
			this.health.afterSingletonsInstantiated();
			try (Socket connection = silent.accept()) {
				assertThat(connection.isConnected()).isTrue();
				assertThat(Background.call(this.health::health)).succeedsWithin(Duration.ofMinutes(1));
			}
		}
	}

	private Status status() {
		return this.health.health().getStatus();
	}

}
