package io.soundlift.converter.ffmpeg;

import java.nio.file.Files;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells whether the ffmpeg that was found at the start is still there.
 */
final class FfmpegHealthIndicator implements HealthIndicator {

	private final Ffmpeg ffmpeg;

	FfmpegHealthIndicator(Ffmpeg ffmpeg) {
		this.ffmpeg = ffmpeg;
	}

	@Override
	public Health health() {
		Health.Builder health = Files.isExecutable(this.ffmpeg.path()) ? Health.up() : Health.down();
		return health.withDetail("version", this.ffmpeg.version()).withDetail("origin", this.ffmpeg.origin()).build();
	}

}
