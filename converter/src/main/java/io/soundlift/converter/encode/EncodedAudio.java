package io.soundlift.converter.encode;

import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.mpeg.DelayAndPadding;
import org.jspecify.annotations.Nullable;

/**
 * Result of encoding or copying audio, once all of its frames are written.
 *
 * @param samples samples per channel of the audio
 * @param delayAndPadding samples that encoding has added; {@code null} if not known
 * @param chunks how many parts were joined
 * @param keptChunks how many of them an earlier attempt or another converter has encoded
 * @param repairedSeams how many of them had to be encoded again to fit
 * @param peaks its waveform, as {@link PeakMeter} measures it; empty if it was not
 * decoded
 * @param messages messages of ffmpeg while it read the video
 */
record EncodedAudio(long samples, @Nullable DelayAndPadding delayAndPadding, int chunks, int keptChunks,
		int repairedSeams, byte[] peaks, FfmpegOutput messages) {
}
