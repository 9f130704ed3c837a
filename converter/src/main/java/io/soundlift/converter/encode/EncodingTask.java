package io.soundlift.converter.encode;

import java.io.InputStream;
import java.time.Duration;

import io.soundlift.converter.decode.AudioDecoder;
import io.soundlift.converter.decode.SampleRange;
import io.soundlift.converter.decode.SampleSource;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.schedule.EncoderSlots;

/**
 * Inputs of the creation of an MP3.
 *
 * @param session the session, which has the video
 * @param video what was found in the video
 * @param plan how to make the MP3
 * @param share the slots in which encoders run
 * @param kept parts that earlier attempts have kept
 * @param listener receives the progress
 * @param maxBytes the maximum length of this MP3 in bytes, besides that of any
 */
public record EncodingTask(FfmpegSession session, ProbedVideo video, ConversionPlan plan, EncoderSlots.Share share,
		KeptParts kept, EncodingListener listener, long maxBytes) {

	/**
	 * Creates a task whose MP3 may be as long as any.
	 * @param session the session, which has the video
	 * @param video what was found in the video
	 * @param plan how to make the MP3
	 * @param share the slots in which encoders run
	 * @param kept parts that earlier attempts have kept
	 * @param listener receives the progress
	 */
	public EncodingTask(FfmpegSession session, ProbedVideo video, ConversionPlan plan, EncoderSlots.Share share,
			KeptParts kept, EncodingListener listener) {
		this(session, video, plan, share, kept, listener, Long.MAX_VALUE);
	}

	/**
	 * Starts to decode the audio.
	 * @param maxLength the maximum length; one more second is decoded, to distinguish
	 * audio of exactly that length from longer audio
	 * @return the samples to encode
	 */
	SampleSource decode(Duration maxLength) {
		return decoder().decode(range(maxLength), this.plan.filterChain());
	}

	/**
	 * Starts to decode the audio of a video that is still being uploaded.
	 * @param content the video from its beginning, which blocks until more of it is
	 * available
	 * @param maxLength the maximum length, as above
	 * @return the samples to encode
	 */
	SampleSource decode(InputStream content, Duration maxLength) {
		return decoder().decode(content, range(maxLength), this.plan.filterChain());
	}

	AudioDecoder decoder() {
		return new AudioDecoder(this.session, this.video, this.plan.track(), this.plan.format());
	}

	private SampleRange range(Duration maxLength) {
		int sampleRate = this.plan.sampleRate();
		return this.plan.trim().samples(sampleRate).atMost((maxLength.toSeconds() + 1) * sampleRate);
	}

}
