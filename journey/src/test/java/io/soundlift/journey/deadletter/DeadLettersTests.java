package io.soundlift.journey.deadletter;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.soundlift.journey.TestJourney;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.message.PublishingException;
import io.soundlift.testsupport.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeadLetters} on a broker.
 */
@Tag("broker")
@Tag("database")
class DeadLettersTests {

	private static final long SOON_MILLIS = 60_000;

	private final TestJourney journey = new TestJourney();

	private final CachingConnectionFactory connections = connections();

	private final RabbitTemplate rabbit = new RabbitTemplate(this.connections);

	private final RabbitAdmin admin = new RabbitAdmin(this.rabbit);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final String queue = "test." + UUID.randomUUID();

	private final List<Conversion> handled = new ArrayList<>();

	private static CachingConnectionFactory connections() {
		CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(TestBroker.uri()));
		connections.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
		connections.setPublisherReturns(true);
		return connections;
	}

	@BeforeEach
	void declare() {
		this.rabbit.setMandatory(true);
		declareParkedDeadLetters();
		Queue deadLetters = QueueBuilder.durable(this.queue + ".dlq").quorum().build();
		this.admin.declareQueue(deadLetters);
		this.admin.declareBinding(BindingBuilder.bind(deadLetters)
			.to(new DirectExchange(DeadLetterConfiguration.EXCHANGE))
			.with(this.queue));
		this.admin.purgeQueue(DeadLetterConfiguration.PARKED);
	}

	private void declareParkedDeadLetters() {
		Declarables parked = new DeadLetterConfiguration().parkedDeadLetters();
		parked.getDeclarablesByType(Queue.class).forEach(this.admin::declareQueue);
		parked.getDeclarablesByType(DirectExchange.class).forEach(this.admin::declareExchange);
		parked.getDeclarablesByType(Binding.class).forEach(this.admin::declareBinding);
	}

	@AfterEach
	void close() {
		this.admin.deleteQueue(this.queue + ".dlq");
		this.admin.purgeQueue(DeadLetterConfiguration.PARKED);
		this.connections.destroy();
		this.journey.close();
	}

	@Test
	void handsTheConversionOfADeadLetterToTheHandlerOnce() {
		Conversion conversion = this.journey.accepted();
		DeadLetters deadLetters = deadLetters((each) -> DeadLetterOutcome.RETRIED);
		die("{\"conversionId\":\"" + conversion.id() + "\"}");
		Awaitility.await().until(() -> remaining() == 1);
		sweepUntilEmpty(deadLetters);
		deadLetters.sweep();
		assertThat(this.handled).extracting(Conversion::id).containsExactly(conversion.id());
		assertThat(count(DeadLetterOutcome.RETRIED)).isEqualTo(1);
		assertThat(this.rabbit.receive(DeadLetterConfiguration.PARKED)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "this is no JSON", "", "{}", "[]", "{\"conversionId\":7}", "{\"conversionId\":null}",
			"{\"conversionId\":\"../../etc\"}" })
	void parksWhatNamesNoConversion(String body) {
		DeadLetters deadLetters = deadLetters((each) -> DeadLetterOutcome.SETTLED);
		Message dead = MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
			.setHeader("x-exception-message", "Unreadable")
			.setHeader("x-exception-stacktrace", "at nowhere\n".repeat(1000))
			.setHeader("x-death", List.of(Map.of("queue", this.queue, "reason", "rejected", "count", 1L)))
			.build();
		this.rabbit.send("", this.queue + ".dlq", dead);
		sweepUntilEmpty(deadLetters);
		Message parked = this.rabbit.receive(DeadLetterConfiguration.PARKED, SOON_MILLIS);
		assertThat(parked).isNotNull();
		assertThat(parked.getBody()).asString(StandardCharsets.UTF_8).isEqualTo(body);
		assertThat(parked.getMessageProperties().getMessageId()).isNotBlank();
		assertThat(parked.getMessageProperties().getHeaders()).containsEntry("soundlift-queue", this.queue)
			.containsEntry("soundlift-parked-at", this.journey.clock().millis())
			.containsEntry("soundlift-parked-reason", "It names no conversion.")
			.containsEntry("x-exception-message", "Unreadable")
			.containsKeys("x-exception-stacktrace");
		assertThat(this.handled).isEmpty();
		assertThat(count(DeadLetterOutcome.PARKED)).isEqualTo(1);
	}

	@Test
	void parksWhatNamesAConversionThatIsNotThere() {
		die("{\"conversionId\":\"0f8fad5bd9cb469fa16570867728950e\"}");
		sweepUntilEmpty(deadLetters((each) -> DeadLetterOutcome.SETTLED));
		assertThat(parkedReason()).contains("There is no conversion 0f8fad5bd9cb469fa16570867728950e.");
	}

	@Test
	void parksWhatTheHandlerCannotDealWithAndGoesOn() {
		Conversion first = this.journey.accepted();
		Conversion second = this.journey.accepted();
		die("{\"conversionId\":\"" + first.id() + "\"}");
		die("{\"conversionId\":\"" + second.id() + "\"}");
		sweepUntilEmpty(deadLetters((conversion) -> {
			if (conversion.id().equals(first.id())) {
				throw new IllegalStateException("A fault of the program");
			}
			return DeadLetterOutcome.FAILED;
		}));
		assertThat(parkedReason()).contains("It can't be dealt with: IllegalStateException.");
		assertThat(this.handled).extracting(Conversion::id).containsExactlyInAnyOrder(first.id(), second.id());
		assertThat(count(DeadLetterOutcome.FAILED)).isEqualTo(1);
	}

	@Test
	void keepsTheDeadLetterWhileMongoIsAway() {
		Conversion conversion = this.journey.accepted();
		die("{\"conversionId\":\"" + conversion.id() + "\"}");
		try (MongoClient nowhere = MongoClients
			.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50&connectTimeoutMS=50")) {
			DeadLetters deadLetters = deadLetters(
					new Conversions(new MongoTemplate(nowhere, "soundlift"), this.journey.tracing(), (event) -> {
					}, this.journey.queue(), RetentionPolicy.FOR_EVER, this.journey.clock()),
					(each) -> DeadLetterOutcome.SETTLED);
			for (int i = 0; i < 30; i++) {
				// more often than RabbitMQ 4 delivers a message that is given back
				deadLetters.sweep();
			}
		}
		assertThat(this.handled).isEmpty();
		sweepUntilEmpty(deadLetters((each) -> DeadLetterOutcome.RETRIED));
		assertThat(this.handled).extracting(Conversion::id).containsExactly(conversion.id());
	}

	@Test
	void keepsTheDeadLetterWhileThereIsNoQueueToParkItIn() {
		this.admin.deleteQueue(DeadLetterConfiguration.PARKED);
		DeadLetters deadLetters = deadLetters((each) -> DeadLetterOutcome.SETTLED);
		die("{}");
		Awaitility.await().until(() -> remaining() == 1);
		assertThatExceptionOfType(PublishingException.class).isThrownBy(deadLetters::sweep);
		assertThat(count(DeadLetterOutcome.PARKED)).isZero();
		declareParkedDeadLetters();
		sweepUntilEmpty(deadLetters);
		assertThat(parkedReason()).contains("It names no conversion.");
	}

	private Optional<String> parkedReason() {
		return Optional.ofNullable(this.rabbit.receive(DeadLetterConfiguration.PARKED, SOON_MILLIS))
			.map((parked) -> parked.getMessageProperties().getHeader("soundlift-parked-reason"));
	}

	private DeadLetters deadLetters(Function<Conversion, DeadLetterOutcome> handler) {
		return deadLetters(this.journey.conversions(), handler);
	}

	private DeadLetters deadLetters(Conversions conversions, Function<Conversion, DeadLetterOutcome> handler) {
		return new DeadLetters(this.rabbit, conversions, new DeadLetterHandler() {

			@Override
			public String queue() {
				return DeadLettersTests.this.queue;
			}

			@Override
			public DeadLetterOutcome handle(Conversion conversion) {
				DeadLettersTests.this.handled.add(conversion);
				return handler.apply(conversion);
			}

		}, this.meters, this.journey.clock());
	}

	private void die(String body) {
		this.rabbit.send("", this.queue + ".dlq",
				MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8)).build());
	}

	private void sweepUntilEmpty(DeadLetters deadLetters) {
		// a message that was just sent or given back may not be ready yet
		Awaitility.await().until(() -> {
			deadLetters.sweep();
			return remaining() == 0;
		});
	}

	private long remaining() {
		return Objects.requireNonNull(this.admin.getQueueInfo(this.queue + ".dlq")).getMessageCount();
	}

	private double count(DeadLetterOutcome outcome) {
		return this.meters.counter("soundlift.dead.letters", "outcome", outcome.lowerCaseName()).count();
	}

}
