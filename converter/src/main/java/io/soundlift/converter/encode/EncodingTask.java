package io.soundlift.converter.encode;

import java.time.Duration;

import io.soundlift.converter.decode.AudioDecoder;
import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.decode.SampleSource;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.ProbedVideo;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.schedule.EncoderSlots;

/**
 * What it takes to make an MP3.
 *
 * @param session the session, whose video is there
 * @param video what was found in the video
 * @param plan how to make the MP3
 * @param share the slots in which encoders run
 * @param kept what earlier attempts have left
 * @param listener told of progress
 * @param maxBytes the greatest length of this MP3 in bytes, besides that of any
 */
public record EncodingTask(FfmpegSession session, ProbedVideo video, ConversionPlan plan, EncoderSlots.Share share,
		KeptChunks kept, EncodingListener listener, long maxBytes) {

	/**
	 * Creates a task whose MP3 may be as long as any.
	 * @param session the session, whose video is there
	 * @param video what was found in the video
	 * @param plan how to make the MP3
	 * @param share the slots in which encoders run
	 * @param kept what earlier attempts have left
	 * @param listener told of progress
	 */
	public EncodingTask(FfmpegSession session, ProbedVideo video, ConversionPlan plan, EncoderSlots.Share share,
			KeptChunks kept, EncodingListener listener) {
		this(session, video, plan, share, kept, listener, Long.MAX_VALUE);
	}

	/**
	 * Starts to decode the audio.
	 * @param maxLength the greatest length; one second more comes out, so that one can
	 * tell "just as long" from "too long"
	 * @return the samples to encode
	 */
	SampleSource decode(Duration maxLength) {
		AudioFormat format = this.plan.format();
		long most = (maxLength.toSeconds() + 1) * format.sampleRate();
		return new AudioDecoder(this.session, this.video, this.plan.track(), format)
			.decode(this.plan.trim().samples(format.sampleRate()).atMost(most), this.plan.filterChain());
	}

}
