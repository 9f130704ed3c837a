package io.soundlift.converter.ffmpeg;

import java.nio.file.Path;

import io.soundlift.converter.ConverterProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
	Ffmpeg ffmpeg(ConverterProperties properties, WorkDirectory workDirectory) {
		String searchPath = System.getenv().getOrDefault("PATH", "");
		return new FfmpegLocator(workDirectory, searchPath).locate(properties.ffmpeg().path());
	}

	@Bean
	FfmpegHealthIndicator ffmpegHealthIndicator(Ffmpeg ffmpeg) {
		return new FfmpegHealthIndicator(ffmpeg);
	}

	@Bean
	FfmpegSessions ffmpegSessions(Ffmpeg ffmpeg, WorkDirectory workDirectory, ConverterProperties properties) {
		return new FfmpegSessions(ffmpeg.path(), workDirectory, properties.ffmpeg().timeLimit());
	}

	@Bean
	VideoProbe videoProbe(ConverterProperties properties) {
		return new VideoProbe(properties.maxDuration());
	}

	@Bean
	Mp3Encoder mp3Encoder(ConverterProperties properties) {
		return new Mp3Encoder(properties.maxDuration());
	}

}
