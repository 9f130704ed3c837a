package io.soundlift.converter.ffmpeg;

import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ws.schild.jave.Encoder;
import ws.schild.jave.EncoderException;
import ws.schild.jave.encode.ArgType;
import ws.schild.jave.encode.AudioAttributes;
import ws.schild.jave.encode.EncodingArgument;
import ws.schild.jave.encode.EncodingAttributes;
import ws.schild.jave.encode.SimpleArgument;

/**
 * Turns the first sound track of a video into an MP3.
 */
public final class Mp3Encoder {

	private static final Logger logger = LoggerFactory.getLogger(Mp3Encoder.class);

	/**
	 * Keeps what MPEG-1 layer III allows and lets ffmpeg choose the nearest of it
	 * otherwise; more than two channels are mixed down.
	 */
	private static final String ALLOWED_SOUND = "aformat=sample_rates=48000|44100|32000:channel_layouts=mono|stereo";

	private final Duration maxLength;

	private final CompletenessCheck completeness = new CompletenessCheck();

	Mp3Encoder(Duration maxLength) {
		this.maxLength = maxLength;
	}

	/**
	 * Writes the MP3 of a session.
	 * @param session the session, whose video was probed
	 * @param video what was found
	 * @param bitrate bits per second, constant, one that MPEG-1 layer III knows
	 * @param percent told of progress, 0 to 100; never if the length is not known
	 * @return the MP3
	 * @throws UnusableVideoException if the sound can't be converted, or not all of it is
	 * there
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg failed for another reason
	 */
	public EncodedMp3 encode(FfmpegSession session, ProbedVideo video, int bitrate, IntConsumer percent) {
		RunRecorder recorder = new RunRecorder(session);
		try {
			new Encoder(recorder).encode(List.of(new ProbedMedia(session.video(), video.info())),
					session.mp3().toFile(), attributes(bitrate), new ProgressListener(percent), arguments());
		}
		catch (EncoderException ex) {
			session.checkNotStopped();
			throw failure(recorder.last(), ex);
		}
		session.checkNotStopped();
		Duration length = Mp3Length.of(session.mp3())
			.filter((read) -> read.compareTo(Duration.ZERO) > 0)
			.orElseThrow(() -> new UnusableVideoException(Defect.DAMAGED, "No sound could be decoded"));
		if (length.compareTo(this.maxLength) > 0) {
			throw new UnusableVideoException(Defect.TOO_LONG, "Is longer than " + this.maxLength);
		}
		this.completeness.check(session, video, length, recorder.last().output());
		return new EncodedMp3(session.mp3(), length);
	}

	private static EncodingAttributes attributes(int bitrate) {
		return new EncodingAttributes().setOutputFormat("mp3")
			.setAudioAttributes(new AudioAttributes().setCodec("libmp3lame").setBitRate(bitrate));
	}

	private List<EncodingArgument> arguments() {
		// one second more than allowed tells "just as long" from "too long"
		String end = Long.toString(this.maxLength.toSeconds() + 1);
		return List.of(new SimpleArgument(ArgType.OUTFILE, (attributes) -> Stream.of("-map", "0:a:0", "-sn", "-dn",
				"-map_metadata", "-1", "-map_chapters", "-1", "-af", ALLOWED_SOUND, "-t", end)));
	}

	private static RuntimeException failure(ContainedProcess run, EncoderException cause) {
		FfmpegOutput output = run.output();
		ExceededLimit.check(run);
		logger.info("ffmpeg failed: {}", output.tail());
		if (run.wasKilled()) {
			return new FfmpegFailedException("ffmpeg was killed", cause);
		}
		if (output.says("No space left on device", "Input/output error")) {
			return new FfmpegFailedException("ffmpeg lacked room", cause);
		}
		if (output.says("while opening decoder", "Decoder (codec", "no decoder found")) {
			return new UnusableVideoException(Defect.UNSUPPORTED_AUDIO, "No decoder for the sound");
		}
		if (output.says("Invalid data found", "Error while decoding", "Error submitting packet to decoder",
				"Cannot determine format of input", "Could not find codec parameters")) {
			return new UnusableVideoException(Defect.DAMAGED, "The sound can't be decoded");
		}
		return new FfmpegFailedException("ffmpeg failed for an unknown reason", cause);
	}

}
