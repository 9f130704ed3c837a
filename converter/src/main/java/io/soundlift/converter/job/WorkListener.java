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
	public void encoded(Duration sound) {
		this.work.reached(sound);
	}

	@Override
	public void found(Duration sound) {
		this.work.skip(sound);
	}

}
