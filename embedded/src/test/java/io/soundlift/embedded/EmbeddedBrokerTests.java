package io.soundlift.embedded;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link EmbeddedBroker}.
 */
class EmbeddedBrokerTests {

	private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);

	private static EmbeddedBroker broker;

	private static final int TIMEOUT_MILLIS = 60_000;

	@BeforeAll
	static void start() {
		broker = EmbeddedBroker.start(0, "soundlift", "p@ss/word %+");
	}

	@AfterAll
	static void stop() {
		broker.close();
	}

	@Test
	void confirmsAndDeliversThroughQueueWithRabbitMqArguments() throws Exception {
		try (Connection connection = connect(broker.uri()); Channel channel = connection.createChannel()) {
			channel.exchangeDeclare("video.uploaded", BuiltinExchangeType.TOPIC, true);
			channel.queueDeclare("video.uploaded.converter", true, false, false,
					Map.of("x-queue-type", "quorum", "x-delivery-limit", 5, "x-dead-letter-exchange", "DLX",
							"x-dead-letter-routing-key", "video.uploaded.converter", "x-overflow", "reject-publish"));
			channel.queueBind("video.uploaded.converter", "video.uploaded", "#");
			channel.confirmSelect();
			channel.basicPublish("video.uploaded", "key", true, MessageProperties.PERSISTENT_BASIC, BODY);
			assertThat(channel.waitForConfirms(TIMEOUT_MILLIS)).isTrue();
			GetResponse response = channel.basicGet("video.uploaded.converter", true);
			assertThat(response).isNotNull();
			assertThat(response.getBody()).isEqualTo(BODY);
		}
	}

	@Test
	void returnsAndRejectsMandatoryMessageWithoutQueue() throws Exception {
		try (Connection connection = connect(broker.uri()); Channel channel = connection.createChannel()) {
			BlockingQueue<String> returned = new LinkedBlockingQueue<>();
			channel.addReturnListener((message) -> returned.add(message.getReplyText()));
			channel.exchangeDeclare("nowhere", BuiltinExchangeType.TOPIC, true);
			channel.confirmSelect();
			channel.basicPublish("nowhere", "key", true, MessageProperties.PERSISTENT_BASIC, BODY);
			// RabbitMQ returns and confirms it
			assertThat(channel.waitForConfirms(TIMEOUT_MILLIS)).isFalse();
			assertThat(returned.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)).isNotNull();
		}
	}

	@Test
	void redeliversMessageOfBrokenConnection() throws Exception {
		try (Connection connection = connect(broker.uri()); Channel channel = connection.createChannel()) {
			channel.queueDeclare("redelivered", true, false, false, Map.of());
			channel.basicPublish("", "redelivered", MessageProperties.PERSISTENT_BASIC, BODY);
			assertThat(channel.basicGet("redelivered", false)).isNotNull();
		}
		try (Connection connection = connect(broker.uri()); Channel channel = connection.createChannel()) {
			// the broker notices the end of the other connection by itself
			GetResponse response = Awaitility.await()
				.atMost(Duration.ofMillis(TIMEOUT_MILLIS))
				.until(() -> channel.basicGet("redelivered", true), Objects::nonNull);
			assertThat(response.getEnvelope().isRedeliver()).isTrue();
		}
	}

	@Test
	void refusesWrongPassword() {
		String uri = "amqp://soundlift:wrong@127.0.0.1:" + broker.port() + "/soundlift";
		assertThatThrownBy(() -> connect(uri).close()).isInstanceOf(PossibleAuthenticationFailureException.class);
	}

	@Test
	void refusesPortInUse() {
		assertThatIllegalStateException().isThrownBy(() -> EmbeddedBroker.start(broker.port(), "a", "b").close())
			.withMessageContaining(String.valueOf(broker.port()));
	}

	@Test
	void startsAgainOnTheSamePort() throws Exception {
		EmbeddedBroker first = EmbeddedBroker.start(0, "a", "b");
		first.close();
		try (EmbeddedBroker second = EmbeddedBroker.start(first.port(), "a", "b");
				Connection connection = connect(second.uri())) {
			assertThat(connection.isOpen()).isTrue();
		}
	}

	@Test
	void outlivesTheBeginningOfItsProcessesEnd() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), EmbeddedBrokerProcess.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			assertThat(output.readLine()).isEqualTo("started");
			// by its handle, which leaves its output open
			process.toHandle().destroy();
			assertThat(output.readLine()).isEqualTo("answers while others stop");
		}
		assertThat(process.waitFor()).isEqualTo(143);
	}

	private static Connection connect(String uri) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(uri);
		return factory.newConnection();
	}

}
