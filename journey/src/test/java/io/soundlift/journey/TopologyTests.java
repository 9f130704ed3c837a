package io.soundlift.journey;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.message.VideoUploaded;
import io.soundlift.journey.outbox.OutboxConfiguration;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests that publishers and consumers declare the same, whoever starts first.
 */
@Timeout(600)
@Tag("broker")
class TopologyTests {

	private static final List<String> QUEUES = List.of("video.uploaded.converter", "conversion.finished.notifier");

	private static final Queue<String> RECEIVED = new ConcurrentLinkedQueue<>();

	private final String database = TestMongo.databaseName();

	private final Connection connection;

	TopologyTests() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(URI.create(TestBroker.uri()));
		this.connection = factory.newConnection();
	}

	@BeforeEach
	void removeWhatOthersLeft() {
		TestBroker.clear();
	}

	@AfterEach
	void disconnect() throws IOException {
		TestBroker.clear();
		this.connection.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void losesNothingAndDeclaresTheSameWhoeverStartsFirst(boolean publisherFirst) throws Exception {
		Conversion conversion;
		if (publisherFirst) {
			try (ConfigurableApplicationContext publisher = start(Publisher.class)) {
				conversion = acceptAndFail(publisher);
				assertArguments();
				try (ConfigurableApplicationContext consumer = start(Subscriber.class)) {
					assertThat(consumer.isRunning()).isTrue();
					awaitBoth(conversion);
				}
			}
		}
		else {
			try (ConfigurableApplicationContext consumer = start(Subscriber.class)) {
				assertThat(consumer.isRunning()).isTrue();
				assertArguments();
				try (ConfigurableApplicationContext publisher = start(Publisher.class)) {
					conversion = acceptAndFail(publisher);
					awaitBoth(conversion);
				}
			}
		}
		assertArguments();
	}

	private void awaitBoth(Conversion conversion) {
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(
					() -> assertThat(RECEIVED).contains("uploaded " + conversion.id(), "finished " + conversion.id()));
	}

	/**
	 * A broker refuses to declare a queue that is there with other arguments.
	 */
	private void assertArguments() throws Exception {
		if (TestBroker.isRabbitMq()) {
			for (String queue : QUEUES) {
				declare(queue, arguments(queue));
				declare(queue + ".dlq", Map.of("x-queue-type", "quorum"));
			}
		}
	}

	private void declare(String queue, Map<String, Object> arguments) throws Exception {
		try (Channel channel = this.connection.createChannel()) {
			channel.queueDeclare(queue, true, false, false, arguments);
		}
	}

	private static Map<String, Object> arguments(String queue) {
		return Map.of("x-queue-type", "quorum", "x-delivery-limit", 5, "x-dead-letter-exchange", "DLX",
				"x-dead-letter-routing-key", queue, "x-dead-letter-strategy", "at-least-once", "x-overflow",
				"reject-publish");
	}

	static Stream<Map<String, Object>> otherArguments() {
		return Stream.of(Map.of("x-queue-type", "classic"), Map.of("x-delivery-limit", 6),
				Map.of("x-dead-letter-exchange", "other"), Map.of("x-dead-letter-routing-key", "other"),
				Map.of("x-dead-letter-strategy", "at-most-once"), Map.of("x-overflow", "drop-head"));
	}

	@ParameterizedTest
	@MethodSource("otherArguments")
	void noticesOtherArguments(Map<String, Object> other) {
		Assumptions.assumeTrue(TestBroker.isRabbitMq(), "only RabbitMQ looks at the arguments");
		try (ConfigurableApplicationContext consumer = start(Subscriber.class)) {
			assertThat(consumer.isRunning()).isTrue();
			Map<String, Object> arguments = new HashMap<>(arguments(QUEUES.get(0)));
			arguments.putAll(other);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> declare(QUEUES.get(0), arguments))
				.havingCause()
				.withMessageContaining("inequivalent arg '" + other.keySet().iterator().next() + "'");
		}
	}

	@Test
	void buriesAMessageThatKillsItsConsumersWithWhatKilledIt() throws Exception {
		Assumptions.assumeTrue(TestBroker.isRabbitMq(), "only RabbitMQ has a delivery limit");
		String queue = QUEUES.get(0);
		start(Subscriber.class).close();
		try (Channel channel = this.connection.createChannel()) {
			channel.confirmSelect();
			channel.basicPublish("video.uploaded", "video.uploaded", true, MessageProperties.PERSISTENT_BASIC,
					"deadly".getBytes(StandardCharsets.UTF_8));
			channel.waitForConfirmsOrDie(60_000);
		}
		await().atMost(Duration.ofSeconds(60)).until(() -> {
			try (Channel channel = this.connection.createChannel()) {
				// ends without an acknowledgement, as a consumer that dies
				channel.basicGet(queue, false);
			}
			return isBuried(queue);
		});
	}

	@SuppressWarnings("unchecked")
	private boolean isBuried(String queue) throws Exception {
		try (Channel channel = this.connection.createChannel()) {
			GetResponse dead = channel.basicGet(queue + ".dlq", true);
			if (dead == null) {
				return false;
			}
			assertThat(dead.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("deadly");
			List<Map<String, Object>> deaths = (List<Map<String, Object>>) dead.getProps().getHeaders().get("x-death");
			assertThat(deaths).singleElement().satisfies((death) -> {
				assertThat(death.get("reason")).hasToString("delivery_limit");
				assertThat(death.get("queue")).hasToString(queue);
			});
			return true;
		}
	}

	private static Conversion acceptAndFail(ConfigurableApplicationContext publisher) {
		Conversions conversions = publisher.getBean(Conversions.class);
		String id = conversions.newId();
		conversions.accept(id, new Owner("o", "o@example.org"), "v.mp4", new ConversionOptions(128_000),
				StoredFile.whole(new ObjectId(), 1, "00", "video/mp4"), null);
		await().until(() -> conversions.find(id).orElseThrow().outbox().videoUploaded().publishedAt() != null);
		Claims claims = publisher.getBean(Claims.class);
		claims.fail(claims.claim(id, "w", Duration.ofSeconds(30)).orElseThrow(),
				new Failure("no-audio", "There is no audio."));
		await().until(() -> {
			OutboxEntry finished = conversions.find(id).orElseThrow().outbox().conversionFinished();
			return finished != null && finished.publishedAt() != null;
		});
		return conversions.find(id).orElseThrow();
	}

	private ConfigurableApplicationContext start(Class<?> application) {
		// names beans that only the subscriber has
		String[] functions = application.equals(Subscriber.class)
				? new String[] { "--spring.cloud.function.definition=convert;notifyOwner" } : new String[0];
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties("spring.config.import=classpath:journey-bindings.yml", "spring.cloud.config.enabled=false",
					"spring.mongodb.uri=" + TestMongo.uri(), "spring.mongodb.database=" + this.database,
					"spring.rabbitmq.addresses=" + TestBroker.uri())
			.run(functions);
	}

	/**
	 * Publishes as a gateway and a converter do.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ JourneyConfiguration.class, OutboxConfiguration.class })
	static class Publisher {

	}

	/**
	 * Consumes as a converter and a notifier do.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(JourneyConfiguration.class)
	static class Subscriber {

		@Bean
		Consumer<VideoUploaded> convert() {
			return (message) -> RECEIVED.add("uploaded " + message.conversionId());
		}

		@Bean
		Consumer<ConversionFinished> notifyOwner() {
			return (message) -> RECEIVED.add("finished " + message.conversionId());
		}

	}

}
