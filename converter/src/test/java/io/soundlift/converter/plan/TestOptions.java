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
final class TestOptions {

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

	static TestOptions usual() {
		return new TestOptions();
	}

	TestOptions quality(int value) {
		this.quality = value;
		this.bitrate = null;
		return this;
	}

	TestOptions encodingLeftOpen() {
		this.chosen = false;
		return this;
	}

	TestOptions channels(int value) {
		this.channels = value;
		return this;
	}

	TestOptions sampleRate(int value) {
		this.sampleRate = value;
		return this;
	}

	TestOptions start(long millis) {
		this.start = Duration.ofMillis(millis);
		return this;
	}

	TestOptions end(long millis) {
		this.end = Duration.ofMillis(millis);
		return this;
	}

	TestOptions normalized() {
		this.normalize = true;
		return this;
	}

	TestOptions track(String value) {
		this.track = value;
		return this;
	}

	TestOptions withoutTags() {
		this.tagsKept = false;
		return this;
	}

	TestOptions tag(String option, String text) {
		this.tags.put(option, text);
		return this;
	}

	TestOptions cover(Cover value) {
		this.cover = value;
		return this;
	}

	TestOptions withoutChapters() {
		this.chaptersKept = false;
		return this;
	}

	ConversionOptions options() {
		return new ConversionOptions(this.bitrate, this.quality, this.chosen, this.channels, this.sampleRate,
				this.start, this.end, this.normalize, this.track, this.tagsKept, this.tags, this.cover,
				this.chaptersKept);
	}

}
