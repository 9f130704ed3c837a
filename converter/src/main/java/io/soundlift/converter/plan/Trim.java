package io.soundlift.converter.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.soundlift.converter.decode.SampleRange;
import org.jspecify.annotations.Nullable;

/**
 * Part of the audio, with times of the video.
 *
 * @param start its beginning, counted from the first sample; zero for the beginning of
 * the audio
 * @param end its end, counted likewise; {@code null} for the end of the audio
 */
public record Trim(Duration start, @Nullable Duration end) {

	/** The whole video. */
	public static final Trim NONE = new Trim(Duration.ZERO, null);

	static Trim of(@Nullable Duration start, @Nullable Duration end) {
		return new Trim((start != null) ? start : Duration.ZERO, end);
	}

	/**
	 * Returns whether it is the whole video.
	 * @return whether nothing is cut off
	 */
	public boolean isWhole() {
		return this.start.isZero() && this.end == null;
	}

	/**
	 * Returns the length of this part of a video.
	 * @param video length of the video; {@code null} if not known
	 * @return the length, zero or less if the part begins past the end; {@code null} if
	 * not known
	 */
	@Nullable Duration lengthIn(@Nullable Duration video) {
		if (video == null) {
			return null;
		}
		return ((this.end != null && this.end.compareTo(video) < 0) ? this.end : video).minus(this.start);
	}

	/**
	 * Maps a span of the video to the times of this part.
	 * @param from beginning of the span
	 * @param to end of the span
	 * @return the span within this part; empty if it lies outside
	 */
	Optional<Span> clip(Duration from, Duration to) {
		Duration last = (this.end != null && this.end.compareTo(to) < 0) ? this.end : to;
		Duration first = (from.compareTo(this.start) > 0) ? from : this.start;
		return (last.compareTo(first) > 0) ? Optional.of(new Span(first.minus(this.start), last.minus(this.start)))
				: Optional.empty();
	}

	/**
	 * Returns the samples of the part. The part is defined in samples, because times of
	 * containers are rounded, and at the rate of the MP3, because some codecs decode to
	 * another rate than they state.
	 * @param sampleRate samples per second of the MP3
	 * @return the range
	 */
	public SampleRange samples(int sampleRate) {
		return new SampleRange(samples(this.start, sampleRate),
				(this.end != null) ? samples(this.end, sampleRate) : SampleRange.NO_END);
	}

	/**
	 * Returns the cut in the syntax of an ffmpeg filter.
	 * @param sampleRate samples per second of the MP3
	 * @return the filter; empty if nothing is cut off
	 */
	Optional<String> filter(int sampleRate) {
		if (isWhole()) {
			return Optional.empty();
		}
		List<String> bounds = new ArrayList<>();
		if (!this.start.isZero()) {
			bounds.add("start_sample=" + samples(this.start, sampleRate));
		}
		if (this.end != null) {
			bounds.add("end_sample=" + samples(this.end, sampleRate));
		}
		return Optional.of("atrim=" + String.join(":", bounds));
	}

	private static long samples(Duration time, int sampleRate) {
		return Math.round(time.toMillis() * (double) sampleRate / 1000);
	}

	/**
	 * A span of time.
	 *
	 * @param start its beginning
	 * @param end its end
	 */
	record Span(Duration start, Duration end) {
	}

}
