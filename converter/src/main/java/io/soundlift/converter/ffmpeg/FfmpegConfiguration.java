package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.sandbox.ProcessLimits;
import io.soundlift.converter.sandbox.Sandbox;
import io.soundlift.converter.sandbox.SandboxBuilder;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Configuration of ffmpeg and of what uses it.
 */
@Configuration(proxyBeanMethods = false)
class FfmpegConfiguration {

	@Bean
	WorkDirectory workDirectory(ConverterProperties properties) {
		Path configured = properties.workDirectory();
		return WorkDirectory.open((configured != null) ? configured : Path.of(System.getProperty("java.io.tmpdir"),
				"soundlift-converter-" + System.getProperty("user.name")));
	}

	@Bean
	Ffmpeg ffmpeg(ConverterProperties properties, WorkDirectory workDirectory, Environment environment) {
		return new FfmpegLocator(workDirectory, searchPath(environment)).locate(properties.ffmpeg().path());
	}

	@Bean
	Sandbox sandbox(ConverterProperties properties, Ffmpeg ffmpeg, WorkDirectory workDirectory, Environment environment)
			throws IOException {
		ConverterProperties.Limits limits = properties.limits();
		try (JobDirectory scratch = workDirectory.newJob()) {
			Sandbox sandbox = new SandboxBuilder(searchPath(environment),
					new ProcessLimits(limits.cpuTime(), limits.memory(), limits.mp3Size()))
				.build(ffmpeg.path(), scratch.path(), workDirectory.own(), properties.ffmpeg().sandbox());
			BundledFfmpeg.requireSandbox(ffmpeg, sandbox, properties.ffmpeg().allowBundledWithoutSandbox());
			return sandbox;
		}
	}

	private static String searchPath(Environment environment) {
		return environment.getProperty("PATH", "");
	}

	/** Health indicator that checks that the ffmpeg found at the start still exists. */
	@Bean
	HealthIndicator ffmpegHealthIndicator(Ffmpeg ffmpeg, Sandbox sandbox) {
		return () -> {
			Health.Builder health = Files.isExecutable(ffmpeg.path()) ? Health.up() : Health.down();
			return health.withDetails(details(ffmpeg, sandbox)).build();
		};
	}

	@Bean
	InfoContributor ffmpegInfoContributor(Ffmpeg ffmpeg, Sandbox sandbox) {
		return (info) -> info.withDetail("ffmpeg", details(ffmpeg, sandbox));
	}

	private static Map<String, Object> details(Ffmpeg ffmpeg, Sandbox sandbox) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("version", ffmpeg.version());
		details.put("origin", ffmpeg.origin());
		ffmpeg.warning().ifPresent((warning) -> details.put("warning", warning));
		details.put("isolationLayers", sandbox.active());
		details.put("missingIsolationLayers", sandbox.missing());
		return details;
	}

	@Bean
	FfmpegSessions ffmpegSessions(Ffmpeg ffmpeg, WorkDirectory workDirectory, Sandbox sandbox,
			ConverterProperties properties) {
		ConverterProperties.Probe probe = properties.probe();
		ProcessLimits limits = new ProcessLimits(probe.cpuTime(), properties.limits().memory(), probe.outputSize());
		return new FfmpegSessions(ffmpeg.path(), workDirectory, properties.ffmpeg().timeLimit(), sandbox,
				properties.limits().streams(), new ProbeBudget(probe.timeLimit(), limits));
	}

	@Bean
	VideoProbe videoProbe() {
		return new VideoProbe();
	}

}
