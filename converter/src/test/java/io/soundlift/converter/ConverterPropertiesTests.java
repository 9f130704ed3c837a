package io.soundlift.converter;

import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.converter.sandbox.SandboxMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConverterProperties}.
 */
class ConverterPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Properties.class);

	@Test
	void hasDefaults() {
		this.runner
			.run((context) -> assertThat(context.getBean(ConverterProperties.class)).isEqualTo(new ConverterProperties(
					new ConverterProperties.Ffmpeg(null, Duration.ofMinutes(20), SandboxMode.PREFERRED, false), null, 8,
					null, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMillis(500),
					Duration.ofHours(12), Duration.ofSeconds(10),
					new ConverterProperties.Retry(5, Duration.ofSeconds(5), Duration.ofMinutes(5)),
					new ConverterProperties.Limits(DataSize.ofGigabytes(10), 100, DataSize.ofGigabytes(2),
							Duration.ofMinutes(20), DataSize.ofGigabytes(2)),
					new ConverterProperties.Probe(Duration.ofSeconds(5), Duration.ofSeconds(60),
							DataSize.ofMegabytes(8)),
					new ConverterProperties.Growing(true, 1, DataSize.ofKilobytes(128), Duration.ofSeconds(20)),
					new ConverterProperties.Fleet(true, 1, Duration.ofMinutes(10)))));
	}

	@Test
	void bindsEverySetting() {
		this.runner.withPropertyValues("soundlift.converter.ffmpeg.path=/opt/ffmpeg",
				"soundlift.converter.ffmpeg.time-limit=1h", "soundlift.converter.ffmpeg.sandbox=required",
				"soundlift.converter.ffmpeg.allow-bundled-without-sandbox=true",
				"soundlift.converter.limits.video-size=1GB", "soundlift.converter.limits.streams=7",
				"soundlift.converter.limits.mp3-size=100MB", "soundlift.converter.limits.cpu-time=3m",
				"soundlift.converter.limits.memory=1GB", "soundlift.converter.probe.cpu-time=9s",
				"soundlift.converter.probe.time-limit=2m", "soundlift.converter.probe.output-size=1MB",
				"soundlift.converter.work-directory=/var/work", "soundlift.converter.concurrency=4",
				"soundlift.converter.encoders=3", "soundlift.converter.chunk-length=30s",
				"soundlift.converter.lease=1m", "soundlift.converter.heartbeat=5s", "soundlift.converter.watch=200ms",
				"soundlift.converter.max-duration=2h", "soundlift.converter.finish-within=3s",
				"soundlift.converter.retry.max-attempts=3", "soundlift.converter.retry.delay=1s",
				"soundlift.converter.retry.max-delay=10s", "soundlift.converter.growing.enabled=false",
				"soundlift.converter.growing.concurrency=2", "soundlift.converter.growing.least-rate=1MB",
				"soundlift.converter.growing.pause=5s", "soundlift.converter.fleet.enabled=false",
				"soundlift.converter.fleet.concurrency=2", "soundlift.converter.fleet.least-length=1h")
			.run((context) -> assertThat(context.getBean(ConverterProperties.class)).isEqualTo(new ConverterProperties(
					new ConverterProperties.Ffmpeg(Path.of("/opt/ffmpeg"), Duration.ofHours(1), SandboxMode.REQUIRED,
							true),
					Path.of("/var/work"), 4, 3, Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofSeconds(5),
					Duration.ofMillis(200), Duration.ofHours(2), Duration.ofSeconds(3),
					new ConverterProperties.Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(10)),
					new ConverterProperties.Limits(DataSize.ofGigabytes(1), 7, DataSize.ofMegabytes(100),
							Duration.ofMinutes(3), DataSize.ofGigabytes(1)),
					new ConverterProperties.Probe(Duration.ofSeconds(9), Duration.ofMinutes(2),
							DataSize.ofMegabytes(1)),
					new ConverterProperties.Growing(false, 2, DataSize.ofMegabytes(1), Duration.ofSeconds(5)),
					new ConverterProperties.Fleet(false, 2, Duration.ofHours(1)))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ffmpeg.time-limit=0", "ffmpeg.time-limit=25h", "concurrency=0", "concurrency=65",
			"encoders=0", "encoders=1025", "chunk-length=4999ms", "chunk-length=601s", "lease=999ms", "lease=61m",
			"heartbeat=99ms", "watch=49ms", "watch=61s", "max-duration=999ms", "max-duration=8d", "finish-within=-1ms",
			"finish-within=11m", "retry.max-attempts=0", "retry.max-attempts=101", "retry.delay=0", "retry.max-delay=0",
			"retry.max-delay=25h", "ffmpeg.sandbox=maybe", "limits.streams=0", "limits.streams=10001",
			"limits.cpu-time=999ms", "limits.cpu-time=25h", "probe.cpu-time=999ms", "probe.cpu-time=61m",
			"probe.time-limit=99ms", "probe.time-limit=25h", "growing.concurrency=0", "growing.concurrency=65",
			"growing.pause=999ms", "growing.pause=61m", "fleet.concurrency=0", "fleet.concurrency=65",
			"fleet.least-length=999ms", "fleet.least-length=8d" })
	void rejectsValueOutOfRange(String setting) {
		String property = setting.substring(setting.lastIndexOf('.', setting.indexOf('=')) + 1, setting.indexOf('='));
		this.runner.withPropertyValues("soundlift.converter." + setting)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(camelCase(property))
				.hasMessageContaining("soundlift.converter"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "limits.memory=767MB", "limits.video-size=0", "limits.mp3-size=1023B" })
	void rejectsLimitThatNothingFitsIn(String setting) {
		this.runner.withPropertyValues("soundlift.converter." + setting)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("must be at least"));
	}

	@Test
	void rejectsLeaseThatOneLostHeartbeatWouldEnd() {
		this.runner.withPropertyValues("soundlift.converter.lease=5s", "soundlift.converter.heartbeat=2s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("must be at least three times soundlift.converter.heartbeat"));
	}

	private static String camelCase(String property) {
		int dash = property.indexOf('-');
		return (dash < 0) ? property : property.substring(0, dash) + Character.toUpperCase(property.charAt(dash + 1))
				+ property.substring(dash + 2);
	}

	/**
	 * Binds the settings.
	 */
	@EnableConfigurationProperties(ConverterProperties.class)
	static class Properties {

	}

}
