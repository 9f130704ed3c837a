package io.soundlift.converter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.testsupport.Metrics;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Reads what the running converter shows to Prometheus.
 */
@Timeout(600)
class MetricsIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private static final String ATTEMPTS = "soundlift_conversion_attempts_total";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@SuppressWarnings("NullAway.Init")
	private ConfigurableApplicationContext converter;

	@BeforeEach
	void start() {
		TestBroker.clear();
		this.converter = new SpringApplicationBuilder(ConverterApplication.class).logStartupInfo(false)
			.run(Stream
				.of("spring.cloud.config.enabled=false", "server.port=0", "management.server.port=0",
						"spring.mongodb.uri=" + TestMongo.uri(), "spring.mongodb.database=" + TestMongo.databaseName(),
						"spring.rabbitmq.addresses=" + TestBroker.uri(), "spring.jmx.enabled=false",
						"soundlift.converter.work-directory=" + this.work.resolve("work"))
				.map((setting) -> "--" + setting)
				.toArray(String[]::new));
	}

	@AfterEach
	void stop() {
		this.converter.close();
	}

	@Test
	void hasTheDocumentedMetricsFromItsStart() {
		assertThat(scrape().own()).isNotEmpty().isEqualTo(Metrics.documented("converter"));
		assertThat(scrape().value(ATTEMPTS, "outcome=\"failed\"", "failure=\"no-audio\"")).isZero();
	}

	@Test
	void countsAttemptsAndMeasuresTheirSpeed() {
		Conversion good = accept(Sample.MP4_AAC);
		accept(Sample.MP4_WITHOUT_AUDIO);
		await(ATTEMPTS, 1, "outcome=\"completed\"");
		await(ATTEMPTS, 1, "outcome=\"failed\"", "failure=\"no-audio\"");
		await("soundlift_conversion_time_seconds_count", 1);
		Metrics metrics = scrape();
		assertThat(metrics.value(ATTEMPTS, "outcome=\"failed\"", "failure=\"damaged\"")).isZero();
		assertThat(metrics.value("soundlift_conversion_time_seconds_sum")).isPositive();
		Mp3 mp3 = this.converter.getBean(Conversions.class).find(good.id()).orElseThrow().mp3();
		assertThat(mp3).isNotNull();
		assertThat(metrics.exemplars("soundlift_conversion_time_seconds_bucket")).isEmpty();
		assertThat(Metrics.scrapeWithExemplars(managementPort()).exemplars("soundlift_conversion_time_seconds_bucket"))
			.hasSize(1);
		assertThat(metrics.value("soundlift_audio_converted_seconds_total")).isCloseTo(mp3.durationMillis() / 1000.0,
				within(0.001));
	}

	private Metrics scrape() {
		return Metrics.scrape(managementPort());
	}

	private int managementPort() {
		return this.converter.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	private void await(String name, double value, String... labels) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(scrape().value(name, labels)).isEqualTo(value));
	}

	private Conversion accept(Sample sample) {
		Conversions conversions = this.converter.getBean(Conversions.class);
		FileStore files = this.converter.getBean(FileStore.class);
		String id = conversions.newId();
		try (InputStream content = Files.newInputStream(SampleMedia.file(sample))) {
			StoredFile stored = files.write(Bucket.VIDEOS, id, "video/mp4", content, Long.MAX_VALUE);
			Conversion conversion = conversions.accept(id,
					new Owner("0a0b0c0d0e0f01020304050607080900", "owner@example.org"), "talk.mp4",
					new ConversionOptions(192_000), stored, null);
			files.confirm(stored);
			return conversion;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
