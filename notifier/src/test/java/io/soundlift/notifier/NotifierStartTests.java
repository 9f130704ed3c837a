package io.soundlift.notifier;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.soundlift.embedded.EmbeddedBroker;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.TcpProxy;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a notifier that starts while other servers are away.
 */
class NotifierStartTests {

	private final TestMail mail = TestMail.start();

	@AfterEach
	void stopMail() {
		this.mail.close();
	}

	@Test
	void startsWithoutBrokerAndTakesMessagesWhenItComes() throws Exception {
		// of those that nobody is given who asks for any
		int port = FreePort.find();
		try (RunningNotifier notifier = RunningNotifier.start(TestMongo.databaseName(), this.mail.port(),
				"spring.rabbitmq.addresses=amqp://u:p@127.0.0.1:" + port + "/soundlift",
				"spring.cloud.stream.binding-retry-interval=1")) {
			assertThat(health(notifier, "/liveness")).isEqualTo(200);
			assertThat(health(notifier, "/readiness")).isEqualTo(200);
			assertThat(health(notifier, "")).isEqualTo(503);
			try (EmbeddedBroker broker = EmbeddedBroker.start(port, "u", "p")) {
				assertThat(broker.uri()).contains(Integer.toString(port));
				Conversion conversion = notifier.insert(TestConversion.completed());
				await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
					notifier.publish(conversion);
					assertThat(notifier.state(conversion)).isEqualTo(MailState.SENT);
				});
			}
			assertThat(this.mail.messages()).hasSize(1);
		}
	}

	/**
	 * Where the client of the broker sends it: when it signs in, and when it declares
	 * what the service needs.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "PLAIN", "letters.parked" })
	void startsWhileConnectionsToTheBrokerBreak(String at) throws Exception {
		URI broker = URI.create(TestBroker.uri());
		try (TcpProxy line = new TcpProxy(List.of(new InetSocketAddress(broker.getHost(), broker.getPort())))) {
			line.breakAt(at, Integer.MAX_VALUE);
			String uri = "amqp://" + broker.getRawUserInfo() + "@127.0.0.1:" + line.port() + broker.getRawPath();
			try (RunningNotifier notifier = RunningNotifier.start(TestMongo.databaseName(), this.mail.port(),
					"spring.rabbitmq.addresses=" + uri, "spring.cloud.stream.binding-retry-interval=1")) {
				assertThat(health(notifier, "/readiness")).isEqualTo(200);
				line.breakAt(at, 0);
				Conversion conversion = notifier.insert(TestConversion.completed());
				await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
					notifier.publish(conversion);
					assertThat(notifier.state(conversion)).isEqualTo(MailState.SENT);
				});
			}
		}
	}

	@Test
	void startsWithoutMailServer() throws Exception {
		this.mail.stop();
		try (RunningNotifier notifier = RunningNotifier.start(TestMongo.databaseName(), this.mail.port())) {
			assertThat(health(notifier, "/liveness")).isEqualTo(200);
			assertThat(health(notifier, "/readiness")).isEqualTo(200);
		}
	}

	@Test
	void showsNoDetailsAndOnlyWhatIsNeeded() throws Exception {
		try (RunningNotifier notifier = RunningNotifier.start(TestMongo.databaseName(), this.mail.port())) {
			assertThat(get(notifier, "/actuator/health").body()).doesNotContain("mongo", "details");
			assertThat(get(notifier, "/actuator/prometheus").body()).contains("jvm_memory");
			assertThat(get(notifier, "/actuator/env").statusCode()).isEqualTo(404);
			assertThat(get(notifier, "/actuator/heapdump").statusCode()).isEqualTo(404);
		}
	}

	private static int health(RunningNotifier notifier, String group) throws Exception {
		return get(notifier, "/actuator/health" + group).statusCode();
	}

	private static HttpResponse<String> get(RunningNotifier notifier, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + notifier.managementPort() + path))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

}
