package io.soundlift.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.jspecify.annotations.Nullable;

/**
 * A video that is uploaded under faults, and how its conversion has to end.
 */
enum VideoCase {

	/** AAC, index at the end. */
	MP4(Sample.MP4_AAC, null),

	/** AAC, index at the front. */
	MP4_FASTSTART(Sample.MP4_AAC_FASTSTART, null),

	/** Opus. */
	WEBM(Sample.WEBM_OPUS, null),

	/** MP3 that is copied. */
	MKV_MP3(Sample.MKV_MP3, null),

	/** PCM. */
	AVI_PCM(Sample.AVI_PCM, null),

	/** Audio that is cut into chunks, so that there are chunks to keep. */
	LONG(() -> SampleMedia.mp4(Duration.ofMinutes(4)), null),

	/** Audio that is encoded while its bytes come. */
	STREAM(() -> SampleMedia.streamable(Duration.ofSeconds(100)), null),

	/** No video. */
	TEXT(Sample.TEXT, "not-media"),

	/** No audio. */
	SILENT(Sample.MP4_WITHOUT_AUDIO, "no-audio"),

	/** Cut off. */
	DAMAGED(Sample.MP4_TRUNCATED, "damaged");

	private final Supplier<Path> file;

	private final @Nullable String failure;

	VideoCase(Sample sample, @Nullable String failure) {
		this(() -> SampleMedia.file(sample), failure);
	}

	VideoCase(Supplier<Path> file, @Nullable String failure) {
		this.file = file;
		this.failure = failure;
	}

	Path file() {
		return this.file.get();
	}

	/**
	 * The code of the failure that its conversion has to end with; {@code null} if it has
	 * to give an MP3.
	 */
	@Nullable String failure() {
		return this.failure;
	}

}
