package io.soundlift.converter.plan;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import org.jspecify.annotations.Nullable;

/**
 * Options that tests ask for; the rest is as if nobody had asked.
 */
final class Wish {

	private @Nullable Integer bitrate = 128_000;

	private @Nullable Integer quality;

	private boolean chosen = true;

	private @Nullable Integer channels;

	private @Nullable Integer sampleRate;

	private @Nullable Duration start;

	private @Nullable Duration end;

	private boolean normalize;

	private @Nullable String track;

	private boolean tagsKept = true;

	private final Map<String, String> tags = new HashMap<>();

	private Cover cover = Cover.AUTO;

	private boolean chaptersKept = true;

	static Wish usual() {
		return new Wish();
	}

	Wish quality(int value) {
		this.quality = value;
		this.bitrate = null;
		return this;
	}

	Wish encodingLeftOpen() {
		this.chosen = false;
		return this;
	}

	Wish channels(int value) {
		this.channels = value;
		return this;
	}

	Wish sampleRate(int value) {
		this.sampleRate = value;
		return this;
	}

	Wish start(long millis) {
		this.start = Duration.ofMillis(millis);
		return this;
	}

	Wish end(long millis) {
		this.end = Duration.ofMillis(millis);
		return this;
	}

	Wish normalized() {
		this.normalize = true;
		return this;
	}

	Wish track(String value) {
		this.track = value;
		return this;
	}

	Wish withoutTags() {
		this.tagsKept = false;
		return this;
	}

	Wish tag(String option, String text) {
		this.tags.put(option, text);
		return this;
	}

	Wish cover(Cover value) {
		this.cover = value;
		return this;
	}

	Wish withoutChapters() {
		this.chaptersKept = false;
		return this;
	}

	ConversionOptions options() {
		return new ConversionOptions(this.bitrate, this.quality, this.chosen, this.channels, this.sampleRate,
				this.start, this.end, this.normalize, this.track, this.tagsKept, this.tags, this.cover,
				this.chaptersKept);
	}

}
