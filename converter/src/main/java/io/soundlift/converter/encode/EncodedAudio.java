package io.soundlift.converter.encode;

import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.mpeg.DelayAndPadding;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the audio once all of its frames are written.
 *
 * @param samples samples per channel of the audio
 * @param delayAndPadding samples that encoding has added; {@code null} if not known
 * @param chunks how many parts were joined
 * @param keptChunks how many of them an earlier attempt had left
 * @param repairedSeams how many of them did not fit at first
 * @param peaks its waveform, as {@link PeakMeter} measures it; empty if it was not
 * decoded
 * @param messages what ffmpeg has said while it read the video
 */
record EncodedAudio(long samples, @Nullable DelayAndPadding delayAndPadding, int chunks, int keptChunks,
		int repairedSeams, byte[] peaks, FfmpegOutput messages) {
}
