package io.soundlift.converter.ffmpeg;

import java.nio.file.Files;

import io.soundlift.converter.sandbox.Sandbox;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Health by whether the ffmpeg that was found at the start is still there.
 */
final class FfmpegHealthIndicator implements HealthIndicator {

	private final Ffmpeg ffmpeg;

	private final Sandbox sandbox;

	FfmpegHealthIndicator(Ffmpeg ffmpeg, Sandbox sandbox) {
		this.ffmpeg = ffmpeg;
		this.sandbox = sandbox;
	}

	@Override
	public Health health() {
		Health.Builder health = Files.isExecutable(this.ffmpeg.path()) ? Health.up() : Health.down();
		return health.withDetails(FfmpegDetails.of(this.ffmpeg, this.sandbox)).build();
	}

}
