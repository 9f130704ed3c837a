package io.soundlift.converter.decode;

import java.io.InputStream;
import java.util.List;

import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.FfmpegSession;

/**
 * A range of a sound track as one run of ffmpeg decodes it.
 * <p>
 * ffmpeg builds its filters anew whenever the sound changes its sample rate or its
 * channels, and the new ones know nothing of what was before. So nothing is asked of them
 * but to convert samples, and what has to be counted is counted here.
 */
final class DecodedSound implements SampleSource {

	private final FfmpegSession session;

	private final FfmpegRun run;

	private final SampleWindow samples;

	DecodedSound(FfmpegSession session, int track, SoundFormat format, SampleRange range) {
		this.session = session;
		this.run = session.start(new FfmpegCommand(List.of("-i", session.video().toString(), "-map", "0:a:" + track,
				"-map_metadata", "-1", "-map_chapters", "-1", "-af", format.conversion(), "-flush_packets", "0", "-f",
				format.ffmpegName(), "pipe:1")));
		this.samples = new SampleWindow(this.run.output(), format, range);
	}

	@Override
	public InputStream samples() {
		return this.samples;
	}

	@Override
	public void await() {
		if (this.samples.isComplete()) {
			// what follows the range does not matter
			this.run.close();
			this.session.checkNotStopped();
		}
		else if (!this.run.await()) {
			throw DecodingFailures.ofDecoder(this.run);
		}
	}

	@Override
	public FfmpegOutput messages() {
		return this.run.messages();
	}

	@Override
	public void kill() {
		this.run.close();
	}

}
