package io.soundlift.converter.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.soundlift.converter.decode.AudioDecoder;
import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.ffmpeg.AudioTrack;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.FfmpegFailedException;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.PacketTimes;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Plan;
import org.jspecify.annotations.Nullable;

/**
 * Planner of conversions.
 */
public final class ConversionPlanner {

	/** Sample rates of MPEG-1 layer III. */
	private static final List<Integer> USUAL_RATES = List.of(32_000, 44_100, 48_000);

	private static final int UNKNOWN_RATE = 44_100;

	/**
	 * Length below which further encoders do not pay off; many clips have a minute.
	 */
	private static final Duration SHORT = Duration.ofSeconds(90);

	/**
	 * LAME's average bit rate for two channels by quality, in bit/s, over kinds of audio.
	 */
	private static final int[] USUAL_BITRATES = { 245_000, 225_000, 190_000, 175_000, 165_000, 130_000, 115_000,
			100_000, 85_000, 65_000 };

	/** Lower than the bit rate of silence in any codec, in bit/s. */
	private static final int LEAST_BITRATE = 500;

	private final Duration maxLength;

	private final LoudnessMeter loudness = new LoudnessMeter();

	private final CoverPicture covers = new CoverPicture();

	/**
	 * A planner.
	 * @param maxLength the maximum length of an MP3
	 */
	public ConversionPlanner(Duration maxLength) {
		this.maxLength = maxLength;
	}

	/**
	 * Creates the plan of a conversion.
	 * @param session the session, which has the video
	 * @param video what was found in the video
	 * @param options the options of the owner
	 * @return the plan
	 * @throws UnusableVideoException if the video lacks what the options request, or is
	 * too long
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg failed
	 */
	public ConversionPlan plan(FfmpegSession session, ProbedVideo video, ConversionOptions options) {
		int index = TrackChoice.choose(video.tracks(), options.track());
		AudioTrack track = video.tracks().get(index);
		if (track.obstacle() != null) {
			throw track.obstacle().toException();
		}
		Trim trim = Trim.of(options.start(), options.end());
		Duration length = expectedLength(session, index, video, trim);
		boolean copied = isCopied(track, options, trim);
		int channels = copied ? track.channels() : channels(track, options);
		int sampleRate = copied ? track.sampleRate() : sampleRate(track, options);
		Mp3Encoding encoding = encoding(options, sampleRate);
		AudioDecoder decoder = new AudioDecoder(session, video, index, new AudioFormat(sampleRate, channels));
		List<String> filters = (!copied && options.normalizes()) ? loudness(decoder, trim, encoding) : List.of();
		List<ProbedVideo.Chapter> chapters = options.keepsChapters() ? decoder.chapters(copied) : List.of();
		Mp3Tags tags = TagTexts.of(video, track, options, chapters, trim,
				this.covers.get(session, video, options.coverOrAuto()));
		return new ConversionPlan(copied ? Plan.Mode.COPY : mode(length), index, track.language(), filters, sampleRate,
				channels, encoding, tags, trim, length, copied ? null : expectedBytes(length, encoding, channels));
	}

	/**
	 * Returns the expected length of the MP3. The length that a file states is not
	 * sufficient to refuse it: recorders that don't know the length write an arbitrary
	 * number. So the packets of the audio have to prove that it is too long, which takes
	 * seconds, while decoding up to the limit would take minutes.
	 */
	private @Nullable Duration expectedLength(FfmpegSession session, int track, ProbedVideo video, Trim trim) {
		Duration stated = trim.lengthIn(video.declaredLength().end());
		if (stated == null || stated.isZero() || stated.isNegative()) {
			return null;
		}
		if (stated.compareTo(this.maxLength) <= 0) {
			return fits(session, Objects.requireNonNull(video.declaredLength().end())) ? stated : null;
		}
		Duration enough = trim.start().plus(this.maxLength).plusSeconds(2);
		Duration proven = PacketTimes.ofAudio(session, track, enough).map(PacketTimes::total).orElse(Duration.ZERO);
		if (proven.minus(trim.start()).compareTo(this.maxLength) > 0) {
			throw new UnusableVideoException(Defect.TOO_LONG, "Says it is " + stated + " long, and is " + proven);
		}
		return null;
	}

	/**
	 * Whether a file is large enough for a length, so that quota is reserved for an MP3
	 * of that length.
	 */
	private static boolean fits(FfmpegSession session, Duration length) {
		try {
			return Files.size(session.video()) * Byte.SIZE >= length.toSeconds() * LEAST_BITRATE;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isCopied(AudioTrack track, ConversionOptions options, Trim trim) {
		return track.codec().equals("mp3") && track.channels() > 0 && track.sampleRate() > 0
				&& !options.choosesEncoding() && trim.isWhole() && !options.normalizes()
				&& (options.channels() == null || options.channels() == track.channels())
				&& (options.sampleRate() == null || options.sampleRate() == track.sampleRate());
	}

	private static int channels(AudioTrack track, ConversionOptions options) {
		return (options.channels() != null) ? options.channels() : (track.channels() != 1) ? 2 : 1;
	}

	private static int sampleRate(AudioTrack track, ConversionOptions options) {
		if (options.sampleRate() != null) {
			return options.sampleRate();
		}
		int rate = (track.sampleRate() > 0) ? track.sampleRate() : UNKNOWN_RATE;
		return USUAL_RATES.stream().min(Comparator.comparingInt((usual) -> Math.abs(usual - rate))).orElseThrow();
	}

	private List<String> loudness(AudioDecoder decoder, Trim trim, Mp3Encoding encoding) {
		int sampleRate = decoder.format().sampleRate();
		return this.loudness.normalize(decoder,
				trim.samples(sampleRate).atMost((this.maxLength.toSeconds() + 1) * sampleRate), encoding);
	}

	private static Plan.Mode mode(@Nullable Duration length) {
		return (length != null && length.compareTo(SHORT) < 0) ? Plan.Mode.WHOLE : Plan.Mode.CHUNKED;
	}

	private static Mp3Encoding encoding(ConversionOptions options, int sampleRate) {
		if (options.bitrate() == null) {
			return new Mp3Encoding.VariableQuality(Objects.requireNonNull(options.quality()));
		}
		// a copy that turns out impossible keeps the sample rate of the audio
		List<Integer> allowed = ConversionOptions.bitratesAt(sampleRate);
		return new Mp3Encoding.ConstantBitrate(Math.min(options.bitrate(), allowed.get(allowed.size() - 1)));
	}

	private static @Nullable Long expectedBytes(@Nullable Duration length, Mp3Encoding encoding, int channels) {
		if (length == null) {
			return null;
		}
		long bitrate;
		if (encoding instanceof Mp3Encoding.ConstantBitrate constant) {
			bitrate = constant.bitrate();
		}
		else {
			bitrate = USUAL_BITRATES[((Mp3Encoding.VariableQuality) encoding).quality()] * channels / 2;
		}
		return length.toMillis() * bitrate / 8000;
	}

}
