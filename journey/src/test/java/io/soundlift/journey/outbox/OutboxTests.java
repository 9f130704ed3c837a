package io.soundlift.journey.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

import io.soundlift.journey.JourneyConfiguration;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.message.ConversionFinished;
import io.soundlift.journey.message.VideoUploaded;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the outbox, from a conversion's change to a message in the broker's queue.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("broker")
@Tag("database")
class OutboxTests {

	private static final String VIDEOS = "video.uploaded.converter";

	private static final String FINISHED = "conversion.finished.notifier";

	private final JsonMapper json = new JsonMapper();

	private @Nullable ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		TestBroker.clear();
		this.context = new SpringApplicationBuilder(TestApplication.class).web(WebApplicationType.NONE)
			.properties("spring.config.import=classpath:journey-bindings.yml", "spring.cloud.config.enabled=false",
					"spring.mongodb.uri=" + TestMongo.uri(), "spring.mongodb.database=" + TestMongo.databaseName(),
					"spring.rabbitmq.addresses=" + TestBroker.uri())
			.run();
	}

	@AfterAll
	void stop() {
		RabbitAdmin admin = new RabbitAdmin(bean(RabbitTemplate.class));
		admin.deleteQueue(VIDEOS);
		admin.deleteQueue(FINISHED);
		context().close();
	}

	@Test
	void publishesBothEventsOnceInTheFormOfTheContracts() throws IOException {
		Conversion conversion = accept();
		JsonNode uploaded = receive(VIDEOS, conversion.id());
		Conversion claimed = claims().claim(conversion.id(), "w", Duration.ofSeconds(30)).orElseThrow();
		claims().fail(claimed, new Failure("no-audio", "There is no audio."));
		JsonNode finished = receive(FINISHED, conversion.id());
		assertThat(uploaded.propertyNames()).containsExactlyElementsOf(contract("video-uploaded.json").propertyNames());
		assertThat(finished.propertyNames())
			.containsExactlyElementsOf(contract("conversion-finished.json").propertyNames());
		assertThat(this.json.treeToValue(uploaded, VideoUploaded.class))
			.isEqualTo(new VideoUploaded(1, conversion.id(), conversion.createdAt()));
		assertThat(this.json.treeToValue(finished, ConversionFinished.class).version()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(published(conversion.id())).isTrue());
		OutboxRelay relay = bean(OutboxRelay.class);
		relay.publishDue();
		assertThat(bean(RabbitTemplate.class).receive(VIDEOS)).as("published once").isNull();
	}

	@Test
	void publishesWhatAProcessThatDiedHasLeftBehind() {
		Conversions silent = new Conversions(bean(MongoTemplate.class), bean(JourneyTracing.class), (event) -> {
		}, bean(ConversionQueue.class), RetentionPolicy.FOR_EVER, Clock.tickMillis(ZoneOffset.UTC));
		Conversion conversion = silent.accept(silent.newId(), new Owner("o", "o@example.org"), "v.mp4",
				new ConversionOptions(128_000), video(), null);
		assertThat(receive(VIDEOS, conversion.id()).get("conversionId").asString()).isEqualTo(conversion.id());
		await().untilAsserted(() -> assertThat(published(conversion.id())).isTrue());
	}

	@Test
	void publishesAgainWhenTheBrokerHadNoQueueForTheEvent() {
		receive(VIDEOS, accept().id());
		RabbitAdmin admin = new RabbitAdmin(bean(RabbitTemplate.class));
		admin.deleteQueue(VIDEOS);
		Conversion conversion = accept();
		await().untilAsserted(() -> assertThat(entry(conversion.id()).tries()).isPositive());
		assertThat(published(conversion.id())).isFalse();
		Queue queue = new Queue(VIDEOS);
		admin.declareQueue(queue);
		admin.declareBinding(BindingBuilder.bind(queue).to(new TopicExchange("video.uploaded")).with("#"));
		assertThat(receive(VIDEOS, conversion.id())).isNotNull();
		await().untilAsserted(() -> assertThat(published(conversion.id())).isTrue());
	}

	private Conversion accept() {
		return conversions().accept(conversions().newId(), new Owner("o", "o@example.org"), "v.mp4",
				new ConversionOptions(128_000), video(), null);
	}

	private static StoredFile video() {
		return StoredFile.whole(new ObjectId(), 1, "00", "video/mp4");
	}

	private boolean published(String id) {
		OutboxEntry entry = entry(id);
		return entry.dueAt() == null && entry.publishedAt() != null;
	}

	private OutboxEntry entry(String id) {
		return conversions().find(id).orElseThrow().outbox().videoUploaded();
	}

	private JsonNode receive(String queue, String conversionId) {
		RabbitTemplate rabbit = bean(RabbitTemplate.class);
		return await().atMost(Duration.ofMinutes(1))
			.ignoreExceptions()
			.until(() -> message(rabbit.receive(queue)),
					(message) -> message != null && conversionId.equals(message.path("conversionId").asString()));
	}

	private @Nullable JsonNode message(@Nullable Message message) {
		return (message != null) ? this.json.readTree(new String(message.getBody(), StandardCharsets.UTF_8)) : null;
	}

	private JsonNode contract(String name) throws IOException {
		return this.json.readTree(Files.readString(Path.of("../contracts", name)));
	}

	private Conversions conversions() {
		return bean(Conversions.class);
	}

	private Claims claims() {
		return bean(Claims.class);
	}

	private <T> T bean(Class<T> type) {
		return context().getBean(type);
	}

	private ConfigurableApplicationContext context() {
		if (this.context == null) {
			throw new IllegalStateException("Not started");
		}
		return this.context;
	}

	/**
	 * The smallest service on the journey.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ JourneyConfiguration.class, OutboxConfiguration.class })
	static class TestApplication {

	}

}
