package io.soundlift.converter.job;

import java.time.Duration;

import io.soundlift.converter.encode.EncodingListener;
import io.soundlift.converter.progress.WorkProgress;

/**
 * Passes what was encoded on to the progress of the attempt.
 *
 * @param work the progress
 */
record WorkListener(WorkProgress work) implements EncodingListener {

	@Override
	public void encoded(Duration audio) {
		this.work.reached(audio);
	}

	@Override
	public void found(Duration audio) {
		this.work.skip(audio);
	}

}
