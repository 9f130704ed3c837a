package io.soundlift.converter.plan;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.journey.conversion.ConversionOptions;
import org.jspecify.annotations.Nullable;
import ws.schild.jave.info.AudioInfo;

/**
 * Makes plans.
 */
public final class ConversionPlanner {

	/** Sample rates of MPEG-1 layer III. */
	private static final int[] SAMPLE_RATES = { 32_000, 44_100, 48_000 };

	private static final int USUAL_RATE = 44_100;

	/**
	 * Makes the plan of a conversion.
	 * @param video what was found in the video
	 * @param options what the owner wants
	 * @return the plan
	 */
	public ConversionPlan plan(ProbedVideo video, ConversionOptions options) {
		AudioInfo audio = video.info().getAudio();
		int sampleRate = (audio.getSamplingRate() > 0) ? nearest(audio.getSamplingRate()) : USUAL_RATE;
		Duration length = video.declaredLength();
		return new ConversionPlan(ConversionPlan.Mode.CHUNKED, 0, List.of(), "", sampleRate,
				(audio.getChannels() == 1) ? 1 : 2, encoding(options), Mp3Tags.NONE, length,
				(options.bitrate() != null) ? expectedBytes(length, options.bitrate()) : null);
	}

	private static Mp3Encoding encoding(ConversionOptions options) {
		return (options.bitrate() != null) ? new Mp3Encoding.ConstantBitrate(options.bitrate())
				: new Mp3Encoding.VariableQuality(Objects.requireNonNull(options.quality()));
	}

	private static int nearest(int sampleRate) {
		return IntStream.of(SAMPLE_RATES)
			.boxed()
			.min((one, other) -> Integer.compare(Math.abs(one - sampleRate), Math.abs(other - sampleRate)))
			.orElseThrow();
	}

	private static @Nullable Long expectedBytes(@Nullable Duration length, int bitrate) {
		return (length != null) ? length.toMillis() * bitrate / 8000 : null;
	}

}
