package io.soundlift.converter.ffmpeg;

import java.util.function.IntConsumer;

import ws.schild.jave.info.MultimediaInfo;
import ws.schild.jave.progress.EncoderProgressListener;

/**
 * Turns JAVE2's progress into percent.
 */
final class ProgressListener implements EncoderProgressListener {

	private final IntConsumer percent;

	ProgressListener(IntConsumer percent) {
		this.percent = percent;
	}

	@Override
	public void sourceInfo(MultimediaInfo info) {
		// known before
	}

	@Override
	public void progress(int permil) {
		if (permil >= 0) {
			this.percent.accept(Math.min(permil / 10, 100));
		}
	}

	@Override
	public void message(String message) {
		// kept with the rest of the output
	}

}
