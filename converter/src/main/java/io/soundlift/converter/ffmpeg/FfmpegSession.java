package io.soundlift.converter.ffmpeg;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.soundlift.converter.sandbox.Sandbox;
import org.jspecify.annotations.Nullable;
import ws.schild.jave.process.ProcessLocator;

/**
 * The runs of ffmpeg for one conversion: they share a folder, a time limit, and a stop
 * signal, which kills all of them and prevents further starts.
 */
public final class FfmpegSession implements ProcessLocator, AutoCloseable {

	private final Path executable;

	private final JobDirectory directory;

	private final Duration timeLimit;

	private final ScheduledExecutorService watchdog;

	private final Sandbox sandbox;

	private final int maxStreams;

	private final ProbeBudget probeBudget;

	private @Nullable Future<?> limit;

	private @Nullable StopReason stopReason;

	private final Set<Process> running = new HashSet<>();

	private final List<Runnable> stopListeners = new ArrayList<>();

	private boolean timeIsUp;

	private Supplier<Duration> waited = () -> Duration.ZERO;

	private Duration excused = Duration.ZERO;

	FfmpegSession(Path executable, JobDirectory directory, Duration timeLimit, ScheduledExecutorService watchdog,
			Sandbox sandbox, int maxStreams, ProbeBudget probeBudget) {
		this.executable = executable;
		this.directory = directory;
		this.timeLimit = timeLimit;
		this.watchdog = watchdog;
		this.sandbox = sandbox;
		this.maxStreams = maxStreams;
		this.probeBudget = probeBudget;
	}

	/**
	 * Returns the path of the video.
	 * @return a file in the session's folder, absent at first
	 */
	public Path video() {
		// without an extension, from which ffmpeg would guess the format
		return this.directory.path().resolve("video");
	}

	/**
	 * Returns the path of the MP3.
	 * @return a file in the session's folder, absent at first
	 */
	public Path mp3() {
		return this.directory.path().resolve("audio.mp3");
	}

	/**
	 * Returns the path of a file of this service, which is not visible to ffmpeg.
	 * @param name the file's name
	 * @return a file in the session's folder, absent until it is written
	 */
	public Path file(String name) {
		return this.directory.path().resolve(name);
	}

	/**
	 * Creates a file for ffmpeg to write.
	 * @param name the file's name, which has not been used yet
	 * @return the file, which has to be closed
	 * @throws java.io.UncheckedIOException if it can't be made
	 */
	public OutputFile output(String name) {
		return OutputFile.create(file(name));
	}

	Sandbox sandbox() {
		return this.sandbox;
	}

	int maxStreams() {
		return this.maxStreams;
	}

	Path directory() {
		return this.directory.path();
	}

	/**
	 * Starts a run of ffmpeg. Several may run at the same time, such as one that decodes
	 * and some that encode.
	 * @param command the command
	 * @return the run, which has to be closed
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg can't be started
	 */
	public FfmpegRun start(FfmpegCommand command) {
		return start(command, createExecutor());
	}

	/**
	 * Starts a run of ffmpeg that probes the video, with the small budget for that.
	 * @param command the command
	 * @return the run, which has to be closed
	 * @throws StoppedException if the session was stopped
	 * @throws FfmpegFailedException if ffmpeg can't be started
	 */
	FfmpegRun startProbe(FfmpegCommand command) {
		ContainedProcess process = createExecutor();
		process.limit(this.probeBudget.limits());
		FfmpegRun run = start(command, process);
		run.endsBy(
				this.watchdog.schedule(run::endTime, this.probeBudget.timeLimit().toMillis(), TimeUnit.MILLISECONDS));
		return run;
	}

	private FfmpegRun start(FfmpegCommand command, ContainedProcess process) {
		command.arguments().forEach(process::addArgument);
		process.read(command.input());
		process.write(command.files());
		process.decode(command.decoding());
		try {
			process.execute(false, true);
		}
		catch (IOException ex) {
			checkNotStopped();
			throw new FfmpegFailedException("ffmpeg could not be run", ex);
		}
		return new FfmpegRun(process, this);
	}

	/**
	 * Ends the work on the conversion. Only the first reason is recorded.
	 * @param reason why
	 */
	public void stop(StopReason reason) {
		List<Runnable> listeners;
		synchronized (this) {
			if (this.stopReason == null) {
				this.stopReason = reason;
			}
			this.running.forEach(this::kill);
			listeners = List.copyOf(this.stopListeners);
		}
		listeners.forEach(Runnable::run);
	}

	/**
	 * Registers a listener that ends work which waits for something other than ffmpeg.
	 * @param listener called from another thread when the session is stopped, or now if
	 * it was stopped already; may be called more than once
	 */
	public void onStop(Runnable listener) {
		boolean stopped;
		synchronized (this) {
			this.stopListeners.add(listener);
			stopped = this.stopReason != null;
		}
		if (stopped) {
			listener.run();
		}
	}

	/**
	 * Checks that the work may continue.
	 * @throws StoppedException if the session was stopped
	 */
	public synchronized void checkNotStopped() {
		if (this.stopReason != null) {
			throw new StoppedException(this.stopReason);
		}
	}

	/**
	 * Returns content that can't be read once the work has to end.
	 * @param content the content
	 * @return the same content, whose reads throw {@link StoppedException} then
	 */
	public InputStream stoppable(InputStream content) {
		return new FilterInputStream(content) {

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				checkNotStopped();
				return super.read(target, offset, length);
			}

		};
	}

	@Override
	public String getExecutablePath() {
		return this.executable.toString();
	}

	@Override
	public ContainedProcess createExecutor() {
		return new ContainedProcess(getExecutablePath(), this.directory.path(), this);
	}

	void started(Process process) {
		boolean late;
		synchronized (this) {
			this.running.add(process);
			late = this.stopReason != null || this.timeIsUp;
			if (!late && this.limit == null) {
				this.limit = this.watchdog.schedule(this::endTime, this.timeLimit.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		if (late) {
			stop(StopReason.TIME_LIMIT);
		}
	}

	/**
	 * Sets the source of the time for which the conversion waited for others, which does
	 * not count towards the time limit.
	 * @param standstill supplies the total waiting time so far
	 */
	public synchronized void excuse(Supplier<Duration> standstill) {
		this.waited = standstill;
	}

	private void endTime() {
		boolean busy;
		synchronized (this) {
			Duration more = this.waited.get().minus(this.excused);
			if (more.toMillis() > 0) {
				this.excused = this.excused.plus(more);
				this.limit = this.watchdog.schedule(this::endTime, more.toMillis(), TimeUnit.MILLISECONDS);
				return;
			}
			this.timeIsUp = true;
			busy = !this.running.isEmpty();
		}
		// work after the end of ffmpeg does not count
		if (busy) {
			stop(StopReason.TIME_LIMIT);
		}
	}

	/**
	 * Kills a process of this session at once, with all that it has started.
	 */
	void kill(Process process) {
		if (this.sandbox.forks()) {
			ProcessTree.killWithWorker(process.toHandle());
		}
		else {
			ProcessTree.kill(process.toHandle());
		}
	}

	synchronized void ended(Process process) {
		this.running.remove(process);
	}

	/**
	 * Kills what still runs and deletes the folder.
	 */
	@Override
	public void close() {
		synchronized (this) {
			if (this.limit != null) {
				this.limit.cancel(false);
			}
			this.running.forEach(this::kill);
		}
		this.directory.close();
	}

}
