package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;

import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.sandbox.Limits;
import io.soundlift.converter.sandbox.Sandbox;
import io.soundlift.converter.sandbox.SandboxBuilder;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The ffmpeg of this converter and what is done with it.
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
					new Limits(limits.cpuTime(), limits.memory(), limits.mp3Size()))
				.build(ffmpeg.path(), scratch.path(), workDirectory.own(), properties.ffmpeg().sandbox());
			BundledFfmpeg.requireSandbox(ffmpeg, sandbox, properties.ffmpeg().allowBundledWithoutSandbox());
			return sandbox;
		}
	}

	private static String searchPath(Environment environment) {
		return environment.getProperty("PATH", "");
	}

	@Bean
	FfmpegHealthIndicator ffmpegHealthIndicator(Ffmpeg ffmpeg, Sandbox sandbox) {
		return new FfmpegHealthIndicator(ffmpeg, sandbox);
	}

	@Bean
	FfmpegInfoContributor ffmpegInfoContributor(Ffmpeg ffmpeg, Sandbox sandbox) {
		return new FfmpegInfoContributor(ffmpeg, sandbox);
	}

	@Bean
	FfmpegSessions ffmpegSessions(Ffmpeg ffmpeg, WorkDirectory workDirectory, Sandbox sandbox,
			ConverterProperties properties) {
		ConverterProperties.Probe probe = properties.probe();
		Limits limits = new Limits(probe.cpuTime(), properties.limits().memory(), probe.outputSize());
		return new FfmpegSessions(ffmpeg.path(), workDirectory, properties.ffmpeg().timeLimit(), sandbox,
				properties.limits().streams(), new ProbeBudget(probe.timeLimit(), limits));
	}

	@Bean
	VideoProbe videoProbe() {
		return new VideoProbe();
	}

}
