package io.soundlift.converter.decode;

import java.time.Duration;
import java.util.List;

/**
 * Samples between decoder and encoder: 32-bit floating point, little endian, interleaved
 * channels, so that no precision of the decoder's output is lost.
 *
 * @param sampleRate samples per second and channel
 * @param channels number of channels
 */
public record AudioFormat(int sampleRate, int channels) {

	/** Lowest sample rate of MPEG-1; lower ones belong to MPEG-2 and 2.5. */
	private static final int MPEG1_LEAST_RATE = 32_000;

	/**
	 * Returns ffmpeg's name for this sample format.
	 * @return a muxer and a demuxer
	 */
	String ffmpegName() {
		return "f32le";
	}

	/**
	 * Returns ffmpeg's name for the codec of such samples.
	 * @return an encoder
	 */
	String codec() {
		return "pcm_f32le";
	}

	/**
	 * Returns the ffmpeg arguments for an input of such samples.
	 * @param source where ffmpeg reads the samples
	 * @return arguments
	 */
	public List<String> input(String source) {
		return List.of("-f", ffmpegName(), "-ar", Integer.toString(this.sampleRate), "-ac",
				Integer.toString(this.channels), "-i", source);
	}

	/**
	 * Returns the filters that convert any samples to this format. Channels are mixed
	 * down with the coefficients of ITU-R BS.775, divided by their sum: otherwise
	 * ffmpeg's sums of floating-point samples exceed full scale.
	 * @return filters of ffmpeg
	 */
	public String conversion() {
		return "aresample=" + this.sampleRate + ":rematrix_maxval=1,aformat=sample_fmts=flt:sample_rates="
				+ this.sampleRate + ":channel_layouts=" + ((this.channels == 1) ? "mono" : "stereo");
	}

	/**
	 * Returns the length of one sample for all channels.
	 * @return bytes
	 */
	public int sampleBytes() {
		return this.channels * Float.BYTES;
	}

	/**
	 * Returns how many samples a frame of the MP3 holds.
	 * @return samples per channel
	 */
	public int frameSamples() {
		return (this.sampleRate >= MPEG1_LEAST_RATE) ? 1152 : 576;
	}

	/**
	 * Returns the length of a frame's samples.
	 * @return bytes
	 */
	public int frameBytes() {
		return frameSamples() * sampleBytes();
	}

	/**
	 * Returns the playing time of samples.
	 * @param samples samples per channel
	 * @return the time, rounded down to nanoseconds
	 */
	public Duration playingTime(long samples) {
		long seconds = samples / this.sampleRate;
		return Duration.ofSeconds(seconds, samples % this.sampleRate * 1_000_000_000L / this.sampleRate);
	}

}
