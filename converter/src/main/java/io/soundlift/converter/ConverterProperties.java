package io.soundlift.converter;

import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.converter.sandbox.SandboxMode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the converter.
 *
 * @param ffmpeg settings of ffmpeg
 * @param workDirectory Folder for videos while they are converted; a folder of the user's
 * own under the system's temporary folder when not set
 * @param concurrency Number of conversions at a time
 * @param encoders Number of encoders at a time, over all conversions; as many as the
 * system has processors when not set
 * @param chunkLength Minimum length of the parts of audio that are encoded at the same
 * time. If a duration suffix is not specified, milliseconds will be used
 * @param lease Time that a claim on a conversion holds without a sign of life. If a
 * duration suffix is not specified, milliseconds will be used
 * @param heartbeat Time between two signs of life, longer when more than four conversions
 * run. If a duration suffix is not specified, milliseconds will be used
 * @param watch Time between two looks whether a conversion that runs was deleted. If a
 * duration suffix is not specified, milliseconds will be used
 * @param maxDuration Greatest length of the audio. If a duration suffix is not specified,
 * milliseconds will be used
 * @param finishWithin Time that running conversions have to finish when the converter
 * stops, before they are handed back. If a duration suffix is not specified, milliseconds
 * will be used
 * @param retry settings of further attempts
 * @param limits settings of what one conversion may use
 * @param probe settings of what looking into a video may use
 * @param growing settings of work on uploads before their last byte has arrived
 * @param fleet settings of work on long audio together with other converters
 */
@Validated
@ConfigurationProperties("soundlift.converter")
public record ConverterProperties(@DefaultValue @Valid @NotNull Ffmpeg ffmpeg, @Nullable Path workDirectory,
		@DefaultValue("8") @Min(1) @Max(64) int concurrency, @Nullable @Min(1) @Max(1024) Integer encoders,
		@DefaultValue("60s") @NotNull @DurationMin(seconds = 5) @DurationMax(minutes = 10) Duration chunkLength,
		@DefaultValue("30s") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration lease,
		@DefaultValue("1s") @NotNull @DurationMin(millis = 100) Duration heartbeat,
		@DefaultValue("500ms") @NotNull @DurationMin(millis = 50) @DurationMax(minutes = 1) Duration watch,
		@DefaultValue("12h") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 7) Duration maxDuration,
		@DefaultValue("10s") @NotNull @DurationMin(millis = 0) @DurationMax(minutes = 10) Duration finishWithin,
		@DefaultValue @Valid @NotNull Retry retry, @DefaultValue @Valid @NotNull Limits limits,
		@DefaultValue @Valid @NotNull Probe probe, @DefaultValue @Valid @NotNull Growing growing,
		@DefaultValue @Valid @NotNull Fleet fleet) {

	/**
	 * Returns whether a claim outlives a heartbeat that gets lost.
	 * @return whether the heartbeat is at most a third of the lease
	 */
	@AssertTrue(message = "must be at least three times soundlift.converter.heartbeat")
	boolean isLeaseLongEnough() {
		return this.heartbeat.multipliedBy(3).compareTo(this.lease) <= 0;
	}

	/**
	 * Settings of ffmpeg.
	 *
	 * @param path Executable of ffmpeg; the system's, else the bundled one, when not set
	 * @param timeLimit Greatest time that ffmpeg may take for one conversion. If a
	 * duration suffix is not specified, milliseconds will be used
	 * @param sandbox Whether ffmpeg runs in a sandbox: {@code preferred} uses those that
	 * the system allows, {@code required} does not start without them, {@code off} puts
	 * up none
	 * @param allowBundledWithoutSandbox Whether the bundled ffmpeg, which gets no
	 * security updates, is used where nothing keeps it from files and the network
	 */
	public record Ffmpeg(@Nullable Path path,
			@DefaultValue("20m") @NotNull @DurationMin(millis = 100) @DurationMax(hours = 24) Duration timeLimit,
			@DefaultValue("preferred") @NotNull SandboxMode sandbox,
			@DefaultValue("false") boolean allowBundledWithoutSandbox) {
	}

	/**
	 * Settings of what one conversion may use.
	 *
	 * @param videoSize Greatest size of a video
	 * @param streams Greatest number of streams in a video, audio, pictures and subtitles
	 * together
	 * @param mp3Size Greatest size of an MP3
	 * @param cpuTime Greatest processor time of one run of ffmpeg, in whole seconds. If a
	 * duration suffix is not specified, milliseconds will be used
	 * @param memory Greatest address space of one run of ffmpeg, its libraries included
	 */
	public record Limits(@DefaultValue("10GB") @NotNull DataSize videoSize,
			@DefaultValue("100") @Min(1) @Max(10_000) int streams, @DefaultValue("2GB") @NotNull DataSize mp3Size,
			@DefaultValue("20m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration cpuTime,
			@DefaultValue("2GB") @NotNull DataSize memory) {

		/** Less than this ffmpeg may not even start. */
		private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(768);

		@AssertTrue(message = "sizes must be at least 1 KB")
		boolean isRoomForFiles() {
			return isAtLeast(this.videoSize, DataSize.ofKilobytes(1))
					&& isAtLeast(this.mp3Size, DataSize.ofKilobytes(1));
		}

		@AssertTrue(message = "memory must be at least 768 MB")
		boolean isRoomForFfmpeg() {
			return isAtLeast(this.memory, LEAST_MEMORY);
		}

		private static boolean isAtLeast(@Nullable DataSize size, DataSize least) {
			// null is another constraint's business
			return size == null || size.compareTo(least) >= 0;
		}

	}

	/**
	 * Settings of what looking into a video may use.
	 *
	 * @param cpuTime Greatest processor time, in whole seconds. If a duration suffix is
	 * not specified, milliseconds will be used
	 * @param timeLimit Greatest time. If a duration suffix is not specified, milliseconds
	 * will be used
	 * @param outputSize Greatest size of the tags and chapters that ffmpeg writes
	 */
	public record Probe(@DefaultValue("5s") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration cpuTime,
			@DefaultValue("60s") @NotNull @DurationMin(millis = 100) @DurationMax(hours = 24) Duration timeLimit,
			@DefaultValue("8MB") @NotNull DataSize outputSize) {

		/** Less than this the tags of a usual video may not fit. */
		private static final DataSize LEAST_OUTPUT = DataSize.ofKilobytes(64);

		@AssertTrue(message = "output-size must be at least 64 KB")
		boolean isRoomForTags() {
			// null is another constraint's business
			return this.outputSize == null || this.outputSize.compareTo(LEAST_OUTPUT) >= 0;
		}

	}

	/**
	 * Settings of work on uploads before their last byte has arrived.
	 *
	 * @param enabled Whether resumable uploads are encoded while their bytes come
	 * @param concurrency Number of such uploads at a time
	 * @param leastRate Bytes per second below which an upload is not worked on
	 * @param pause Time without enough bytes after which the work on an upload ends. If a
	 * duration suffix is not specified, milliseconds will be used
	 */
	public record Growing(@DefaultValue("true") boolean enabled, @DefaultValue("1") @Min(1) @Max(64) int concurrency,
			@DefaultValue("128KB") @NotNull DataSize leastRate,
			@DefaultValue("20s") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration pause) {

		@AssertTrue(message = "least-rate must be at least 1 byte")
		boolean isRatePositive() {
			// null is another constraint's business
			return this.leastRate == null || this.leastRate.toBytes() > 0;
		}

	}

	/**
	 * Settings of work on long audio together with other converters.
	 *
	 * @param enabled Whether converters encode parts of each other's long audio
	 * @param concurrency Number of conversions of others to help with at a time
	 * @param leastLength Expected length from which audio is shared. If a duration suffix
	 * is not specified, milliseconds will be used
	 */
	public record Fleet(@DefaultValue("true") boolean enabled, @DefaultValue("1") @Min(1) @Max(64) int concurrency,
			@DefaultValue("10m") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 7) Duration leastLength) {
	}

	/**
	 * Settings of further attempts.
	 *
	 * @param maxAttempts Number of attempts after which a conversion has failed
	 * @param delay Time before the second attempt, doubled before each further one. If a
	 * duration suffix is not specified, milliseconds will be used
	 * @param maxDelay Greatest time before an attempt. If a duration suffix is not
	 * specified, milliseconds will be used
	 */
	public record Retry(@DefaultValue("5") @Min(1) @Max(100) int maxAttempts,
			@DefaultValue("5s") @NotNull @DurationMin(millis = 1) Duration delay,
			@DefaultValue("5m") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1) Duration maxDelay) {
	}

}
