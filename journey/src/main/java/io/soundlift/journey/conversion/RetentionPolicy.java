package io.soundlift.journey.conversion;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Retention periods of an ended conversion and its files.
 *
 * @param videos time that the video of a completed conversion is kept after its end; zero
 * for as long as its conversion is kept
 * @param failedVideos time that the video of a failed conversion is kept after its end;
 * zero for as long as its conversion is kept
 * @param mp3s time that an MP3 is kept after the end of its conversion; zero for ever.
 * Owners see the date, so a change applies to later uploads only
 * @param conversions time that a conversion is kept after its MP3 has expired, or after
 * it has failed; zero for ever. Its remaining files are removed with it
 */
@ConfigurationProperties("soundlift.retention")
public record RetentionPolicy(@DefaultValue("1m") Duration videos, @DefaultValue("3d") Duration failedVideos,
		@DefaultValue("30d") Duration mp3s, @DefaultValue("90d") Duration conversions) {

	/** Keeps everything until its owner deletes it. */
	public static final RetentionPolicy FOR_EVER = new RetentionPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO,
			Duration.ZERO);

	/**
	 * Lost messages of ended conversions are searched for, and mails retried, for a week.
	 */
	private static final Duration SHORTEST_OF_CONVERSIONS = Duration.ofDays(8);

	public RetentionPolicy {
		check("videos", videos, Duration.ofSeconds(1));
		check("failed-videos", failedVideos, Duration.ofSeconds(1));
		check("mp3s", mp3s, Duration.ofMinutes(1));
		check("conversions", conversions, SHORTEST_OF_CONVERSIONS);
	}

	private static void check(String name, Duration period, Duration shortest) {
		if (!period.isZero() && period.compareTo(shortest) < 0) {
			throw new IllegalArgumentException(
					"soundlift.retention.%s must be at least %s, or zero for ever".formatted(name, shortest));
		}
	}

	/**
	 * Returns how long the video of an ended conversion is kept.
	 * @param state how the conversion has ended
	 * @return the time from its end on; {@code null} for as long as the conversion
	 */
	@Nullable Duration videoPeriod(ConversionState state) {
		return limited((state == ConversionState.COMPLETED) ? this.videos : this.failedVideos);
	}

	/**
	 * Returns how long an MP3 is kept.
	 * @return the time from its conversion's end on; {@code null} for ever
	 */
	@Nullable Duration mp3Period() {
		return limited(this.mp3s);
	}

	/**
	 * Returns how long a conversion without an MP3 is kept.
	 * @return the time from the MP3's end or the failure on; {@code null} for ever
	 */
	@Nullable Duration conversionPeriod() {
		return limited(this.conversions);
	}

	private static @Nullable Duration limited(Duration period) {
		return period.isZero() ? null : period;
	}

}
