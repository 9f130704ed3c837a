package io.soundlift.converter.encode;

import java.time.Duration;

import io.soundlift.converter.plan.ConversionPlan;

/**
 * Samples between decoder and encoder: 32 bit floating point, little endian, channels
 * interleaved, so that nothing of what the decoder gives is lost.
 *
 * @param sampleRate samples per second and channel
 * @param channels number of channels
 */
record SoundFormat(int sampleRate, int channels) {

	/** The least sample rate of MPEG-1; those below belong to MPEG-2 and 2.5. */
	private static final int MPEG1_LEAST_RATE = 32_000;

	static SoundFormat of(ConversionPlan plan) {
		return new SoundFormat(plan.sampleRate(), plan.channels());
	}

	/**
	 * Returns the name of ffmpeg for samples of this kind.
	 * @return a muxer and a demuxer
	 */
	String ffmpegName() {
		return "f32le";
	}

	/**
	 * Returns the length of a sample of all channels.
	 * @return bytes
	 */
	int sampleBytes() {
		return this.channels * Float.BYTES;
	}

	/**
	 * Returns how many samples a frame of the MP3 holds.
	 * @return samples per channel
	 */
	int frameSamples() {
		return (this.sampleRate >= MPEG1_LEAST_RATE) ? 1152 : 576;
	}

	/**
	 * Returns the length of a frame's samples.
	 * @return bytes
	 */
	int frameBytes() {
		return frameSamples() * sampleBytes();
	}

	Duration playingTime(long samples) {
		long seconds = samples / this.sampleRate;
		return Duration.ofSeconds(seconds, samples % this.sampleRate * 1_000_000_000L / this.sampleRate);
	}

}
