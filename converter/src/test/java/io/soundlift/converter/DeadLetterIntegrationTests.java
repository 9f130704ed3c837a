package io.soundlift.converter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the running converter does about its dead letters.
 */
@Timeout(600)
@Tag("broker")
class DeadLetterIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private static final String PARKED = "letters.parked";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@BeforeEach
	void removeWhatOthersLeft() {
		TestBroker.clear();
	}

	@Test
	void convertsAConversionWhoseMessageDied() {
		try (ConfigurableApplicationContext converter = start("soundlift.converter.retry.delay=1ms")) {
			String id = acceptWithoutMessage(converter);
			die(converter, id);
			Conversion completed = awaitEnd(converter, id);
			assertThat(completed.state()).isEqualTo(ConversionState.COMPLETED);
			assertThat(completed.attempt()).as("the message that died counts").isEqualTo(2);
			awaitDeadLetter(converter, "retried");
		}
	}

	@Test
	void failsAConversionWhoseMessagesDieUntilItsAttemptsAreUsedUp() {
		try (ConfigurableApplicationContext converter = start("soundlift.converter.retry.max-attempts=1")) {
			String id = acceptWithoutMessage(converter);
			die(converter, id);
			Conversion failed = awaitEnd(converter, id);
			assertThat(failed.failure()).extracting(Failure::code).isEqualTo("dead-letter");
			assertThat(failed.outbox().conversionFinished()).as("the owner is told").isNotNull();
			awaitDeadLetter(converter, "failed");
			assertThat(converter.getBean(MeterRegistry.class)
				.counter("soundlift.conversion.attempts", "outcome", "failed", "failure", "dead-letter")
				.count()).isEqualTo(1);
			die(converter, id);
			awaitDeadLetter(converter, "settled");
			assertThat(converter.getBean(Conversions.class).find(id)).get()
				.extracting(Conversion::finishedAt)
				.isEqualTo(failed.finishedAt());
		}
	}

	@Test
	void parksMessagesThatMakeNoSense() {
		try (ConfigurableApplicationContext converter = start()) {
			RabbitTemplate rabbit = converter.getBean(RabbitTemplate.class);
			for (String body : List.of("this is no JSON", "{}", "{\"conversionId\":\"../../etc\"}")) {
				rabbit.send("video.uploaded", "video.uploaded", json(body));
			}
			List<String> parked = new ArrayList<>();
			Awaitility.await().atMost(TIMEOUT).until(() -> {
				Message deadLetter = rabbit.receive(PARKED);
				if (deadLetter != null) {
					parked.add(new String(deadLetter.getBody(), StandardCharsets.UTF_8));
					assertThat(deadLetter.getMessageProperties().getHeaders())
						.containsEntry("soundlift-queue", "video.uploaded.converter")
						.containsKey("x-exception-message");
				}
				return parked.size() == 3;
			});
			assertThat(parked).containsExactlyInAnyOrder("this is no JSON", "{}", "{\"conversionId\":\"../../etc\"}");
			// it is counted after it is there
			Awaitility.await().untilAsserted(() -> assertThat(deadLetters(converter, "parked")).isEqualTo(3));
		}
	}

	private ConfigurableApplicationContext start(String... settings) {
		List<String> arguments = new ArrayList<>(List.of("spring.cloud.config.enabled=false", "server.port=0",
				"management.server.port=0", "spring.mongodb.uri=" + TestMongo.uri(),
				"spring.mongodb.database=" + TestMongo.databaseName(), "spring.rabbitmq.addresses=" + TestBroker.uri(),
				"spring.jmx.enabled=false", "soundlift.converter.work-directory=" + this.work.resolve("work")));
		arguments.addAll(List.of(settings));
		return new SpringApplicationBuilder(ConverterApplication.class).logStartupInfo(false)
			.run(arguments.stream().map((setting) -> "--" + setting).toArray(String[]::new));
	}

	/**
	 * Accepts a video as it is when its only message has become a dead letter, without
	 * anything that would wake it up later.
	 */
	private static String acceptWithoutMessage(ConfigurableApplicationContext converter) {
		Conversions conversions = converter.getBean(Conversions.class);
		FileStore files = converter.getBean(FileStore.class);
		String id = conversions.newId();
		MongoTemplate mongo = converter.getBean(MongoTemplate.class);
		try (InputStream content = Files.newInputStream(SampleMedia.file(Sample.MP4_AAC))) {
			StoredFile stored = files.write(Bucket.VIDEOS, id, "video/mp4", content, Long.MAX_VALUE);
			// under another name first, which no message fits to
			String other = conversions.newId();
			conversions.accept(other, new Owner("0a0b0c0d0e0f01020304050607080900", "owner@example.org"), "talk.mp4",
					new ConversionOptions(192_000), stored, null);
			files.confirm(stored);
			Document document = Objects
				.requireNonNull(mongo.getCollection("conversions").findOneAndDelete(new Document("_id", other)));
			document.append("_id", id).remove("wakeAt");
			document.get("outbox", Document.class).get("videoUploaded", Document.class).remove("dueAt");
			document.put("state", ConversionState.QUEUED.name());
			document.put("attempt", 0);
			mongo.getCollection("conversions").insertOne(document);
			return id;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void die(ConfigurableApplicationContext converter, String id) {
		converter.getBean(RabbitTemplate.class)
			.send("", "video.uploaded.converter.dlq",
					json("{\"version\":1,\"conversionId\":\"" + id + "\",\"occurredAt\":\"2026-11-24T09:30:00Z\"}"));
	}

	private static Message json(String body) {
		return MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
			.setContentType("application/json")
			.build();
	}

	private static Conversion awaitEnd(ConfigurableApplicationContext converter, String id) {
		Conversions conversions = converter.getBean(Conversions.class);
		Awaitility.await().atMost(TIMEOUT).until(() -> !conversions.isLive(id));
		return conversions.find(id).orElseThrow();
	}

	/**
	 * Waits until a dead letter is counted, which follows what was done about it.
	 */
	private static void awaitDeadLetter(ConfigurableApplicationContext converter, String outcome) {
		Awaitility.await().atMost(TIMEOUT).until(() -> deadLetters(converter, outcome) == 1);
	}

	private static double deadLetters(ConfigurableApplicationContext converter, String outcome) {
		return converter.getBean(MeterRegistry.class).counter("soundlift.dead.letters", "outcome", outcome).count();
	}

}
