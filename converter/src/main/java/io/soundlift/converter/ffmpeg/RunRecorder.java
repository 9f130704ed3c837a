package io.soundlift.converter.ffmpeg;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import ws.schild.jave.process.ProcessLocator;
import ws.schild.jave.process.ProcessWrapper;

/**
 * Remembers the run that JAVE2 starts, because JAVE2 tells too little of how it ended.
 */
final class RunRecorder implements ProcessLocator {

	private final FfmpegSession session;

	private @Nullable ContainedProcess last;

	RunRecorder(FfmpegSession session) {
		this.session = session;
	}

	@Override
	public String getExecutablePath() {
		return this.session.getExecutablePath();
	}

	@Override
	public ProcessWrapper createExecutor() {
		ContainedProcess process = this.session.createExecutor();
		this.last = process;
		return process;
	}

	/**
	 * Returns the run that was started last.
	 * @return the run
	 */
	ContainedProcess last() {
		return Objects.requireNonNull(this.last);
	}

}
