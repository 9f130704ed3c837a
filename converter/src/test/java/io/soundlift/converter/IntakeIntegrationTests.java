package io.soundlift.converter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.core.QueueInformation;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how the running converter takes messages, and how it stops.
 */
@Timeout(900)
@Tag("broker")
class IntakeIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private static final String QUEUE = "video.uploaded.converter";

	private static final Owner OWNER = new Owner("0a0b0c0d0e0f01020304050607080900", "owner@example.org");

	private static final Owner ANOTHER = new Owner("another", "another@example.org");

	private final String database = TestMongo.databaseName();

	private final CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(TestBroker.uri()));

	private final RabbitAdmin admin = new RabbitAdmin(this.connections);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@BeforeEach
	void removeWhatOthersLeft() {
		TestBroker.clear();
	}

	@Test
	void holdsNoMessageWhileItConverts() {
		try (ConfigurableApplicationContext converter = start("soundlift.converter.concurrency=1",
				"soundlift.converter.finish-within=0")) {
			String id = accept(converter, longVideo());
			await(converter, id, ConversionState.CONVERTING);
			Awaitility.await().atMost(TIMEOUT).until(() -> queue().getConsumerCount() == 0);
			// what is not acknowledged comes back when its connection ends
			converter.getBean(CachingConnectionFactory.class).destroy();
			Awaitility.await()
				.atMost(TIMEOUT)
				.during(Duration.ofSeconds(2))
				.untilAsserted(() -> assertThat(queue().getMessageCount()).isZero());
			assertThat(find(converter, id).state()).isEqualTo(ConversionState.CONVERTING);
		}
	}

	@Test
	void leavesMessagesToOthersWhileItHasNoRoom() {
		try (ConfigurableApplicationContext full = start("soundlift.converter.concurrency=1",
				"soundlift.converter.finish-within=0")) {
			String longOne = accept(full, longVideo());
			await(full, longOne, ConversionState.CONVERTING);
			Awaitility.await().atMost(TIMEOUT).until(() -> queue().getConsumerCount() == 0);
			String shortOne = accept(full, SampleMedia.file(Sample.MP4_AAC));
			Awaitility.await().atMost(TIMEOUT).until(() -> queue().getMessageCount() == 1);
			try (ConfigurableApplicationContext other = start()) {
				await(other, shortOne, ConversionState.COMPLETED);
				assertThat(find(full, longOne).state()).isEqualTo(ConversionState.CONVERTING);
				assertThat(queue().getConsumerCount()).isEqualTo(1);
				full.getBean(Deletion.class).delete(longOne, OWNER.id());
				Awaitility.await().atMost(TIMEOUT).until(() -> queue().getConsumerCount() == 2);
			}
			String next = accept(full, SampleMedia.file(Sample.MP4_AAC));
			await(full, next, ConversionState.COMPLETED);
		}
	}

	@Test
	void convertsOneAfterTheOtherInOneSlot() {
		try (ConfigurableApplicationContext converter = start("soundlift.converter.concurrency=1")) {
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				ids.add(accept(converter, SampleMedia.file(Sample.MP4_AAC)));
			}
			ids.forEach((id) -> await(converter, id, ConversionState.COMPLETED));
			assertThat(ids).allSatisfy((id) -> assertThat(find(converter, id).attempt()).isEqualTo(1));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void beginsFirstOfAnotherOwnerNext(int converters) {
		List<ConfigurableApplicationContext> running = new ArrayList<>();
		try {
			for (int i = 0; i < converters; i++) {
				running.add(start("soundlift.converter.concurrency=1", "soundlift.converter.finish-within=0"));
			}
			ConfigurableApplicationContext one = running.get(0);
			List<String> longOnes = new ArrayList<>();
			for (int i = 0; i < converters; i++) {
				longOnes.add(accept(one, longVideo()));
				await(one, longOnes.get(i), ConversionState.CONVERTING);
			}
			List<String> hundred = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				// takes no time
				hundred.add(accept(one, SampleMedia.file(Sample.EMPTY)));
			}
			Awaitility.await().atMost(TIMEOUT).until(() -> queue().getMessageCount() == 100);
			String others = accept(one, SampleMedia.file(Sample.MP4_AAC), ANOTHER);
			Awaitility.await().atMost(TIMEOUT).until(() -> queue().getMessageCount() == 101);
			longOnes.forEach((id) -> one.getBean(Deletion.class).delete(id, OWNER.id()));
			hundred.forEach((id) -> await(one, id, ConversionState.FAILED));
			await(one, others, ConversionState.COMPLETED);
			Instant began = Objects.requireNonNull(find(one, others).startedAt());
			assertThat(hundred.stream().filter((id) -> !began.isBefore(find(one, id).startedAt())))
				.as("began before another's first")
				.hasSizeLessThan(converters);
			assertThat(hundred).allSatisfy((id) -> assertThat(find(one, id).attempt()).isEqualTo(1));
			Awaitility.await()
				.until(() -> one.getBean(MongoTemplate.class).getCollection("queue_lanes").countDocuments() == 0);
		}
		finally {
			running.forEach(ConfigurableApplicationContext::close);
		}
	}

	@Test
	void finishesWhatRunsWhenItIsStopped() {
		String id;
		Conversions conversions;
		try (ConfigurableApplicationContext converter = start("soundlift.converter.finish-within=2m")) {
			id = accept(converter, SampleMedia.mp4(Duration.ofMinutes(4)));
			await(converter, id, ConversionState.CONVERTING);
		}
		try (ConfigurableApplicationContext other = start()) {
			conversions = other.getBean(Conversions.class);
			Conversion ended = conversions.find(id).orElseThrow();
			assertThat(ended.state()).isEqualTo(ConversionState.COMPLETED);
			assertThat(ended.attempt()).isEqualTo(1);
		}
	}

	private QueueInformation queue() {
		return Objects.requireNonNull(this.admin.getQueueInfo(QUEUE));
	}

	private static Path longVideo() {
		return SampleMedia.mp4(Duration.ofMinutes(30));
	}

	private ConfigurableApplicationContext start(String... settings) {
		List<String> arguments = new ArrayList<>(List.of("spring.cloud.config.enabled=false", "server.port=0",
				"management.server.port=0", "spring.mongodb.uri=" + TestMongo.uri(),
				"spring.mongodb.database=" + this.database, "spring.rabbitmq.addresses=" + TestBroker.uri(),
				"spring.jmx.enabled=false", "soundlift.converter.encoders=1", "soundlift.converter.fleet.enabled=false",
				"soundlift.converter.work-directory=" + this.work.resolve(UUID.randomUUID().toString())));
		arguments.addAll(List.of(settings));
		return new SpringApplicationBuilder(ConverterApplication.class).logStartupInfo(false)
			.run(arguments.stream().map((setting) -> "--" + setting).toArray(String[]::new));
	}

	private static String accept(ConfigurableApplicationContext converter, Path video) {
		return accept(converter, video, OWNER);
	}

	private static String accept(ConfigurableApplicationContext converter, Path video, Owner owner) {
		FileStore files = converter.getBean(FileStore.class);
		Conversions conversions = converter.getBean(Conversions.class);
		String id = conversions.newId();
		try (InputStream content = Files.newInputStream(video)) {
			StoredFile stored = files.write(Bucket.VIDEOS, id, "video/mp4", content, Long.MAX_VALUE);
			conversions.accept(id, owner, "talk.mp4", new ConversionOptions(192_000), stored, null);
			files.confirm(stored);
			return id;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Conversion find(ConfigurableApplicationContext converter, String id) {
		return converter.getBean(Conversions.class).find(id).orElseThrow();
	}

	private static void await(ConfigurableApplicationContext converter, String id, ConversionState state) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(50))
			.until(() -> find(converter, id).state() == state);
	}

}
