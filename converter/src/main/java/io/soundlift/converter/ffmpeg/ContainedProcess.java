package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.soundlift.converter.sandbox.ProcessLimits;
import io.soundlift.converter.sandbox.Sandbox;
import org.jspecify.annotations.Nullable;
import ws.schild.jave.process.ProcessWrapper;

/**
 * One run of ffmpeg, and the only class that starts it: in the sandbox, with whitelisted
 * input, an empty environment, the job's own folder, only the requested standard streams,
 * bounded messages, and a lifetime bound to the session.
 */
final class ContainedProcess extends ProcessWrapper {

	/** Exit codes above this are signals, as shells and the JDK count them. */
	private static final int SIGNAL = 128;

	private static final int GRACE_SECONDS = 2;

	private final List<String> arguments = new ArrayList<>();

	private final String executable;

	private final Path directory;

	private final FfmpegSession session;

	private @Nullable Path inputFile;

	private List<Path> files = List.of();

	private boolean fed;

	private boolean videoPiped;

	private FfmpegCommand.Decoding decoding = FfmpegCommand.Decoding.AUDIO;

	private @Nullable ProcessLimits limits;

	private volatile @Nullable Process process;

	private volatile FfmpegOutput messages = new FfmpegOutput(InputStream.nullInputStream());

	ContainedProcess(String executable, Path directory, FfmpegSession session) {
		super(executable);
		this.executable = executable;
		this.directory = directory;
		this.session = session;
	}

	@Override
	public void addArgument(String argument) {
		this.arguments.add(argument);
	}

	/**
	 * Sets the standard input of ffmpeg, which is empty by default.
	 * @param from source of the input
	 */
	void read(FfmpegCommand.Input from) {
		if (from instanceof FfmpegCommand.FromFile file) {
			this.inputFile = file.path();
		}
		this.videoPiped = from instanceof FfmpegCommand.VideoFromPipe;
		this.fed = this.videoPiped || from instanceof FfmpegCommand.FromPipe;
	}

	/**
	 * Sets the files that ffmpeg may write, which are none by default.
	 * @param files the files
	 */
	void write(List<OutputFile> files) {
		this.files = files.stream().map(OutputFile::path).toList();
	}

	/**
	 * Sets what may be decoded of files, which is audio by default.
	 * @param what what may be decoded
	 */
	void decode(FfmpegCommand.Decoding what) {
		this.decoding = what;
	}

	/**
	 * Sets the limits of this run, which are those of any run by default.
	 * @param less the limits of this run
	 */
	void limit(ProcessLimits less) {
		this.limits = less;
	}

	@Override
	public void execute(boolean destroyOnRuntimeShutdown, boolean openStreams) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(ContainedArguments.contain(this.executable,
				this.session.maxStreams(), this.arguments, this.decoding, this.videoPiped));
		builder.directory(this.directory.toFile());
		Path read = this.inputFile;
		if (read != null) {
			requireFile(read);
			builder.redirectInput(read.toFile());
		}
		restrict(builder.environment());
		this.session.checkNotStopped();
		Process started = sandbox().start(builder, List.of(this.session.video()), this.files);
		this.process = started;
		this.messages = new FfmpegOutput(started.getErrorStream());
		this.session.started(started);
		if (!this.fed) {
			started.getOutputStream().close();
		}
	}

	/**
	 * Refuses anything but a regular file: one thread starts all processes, and opening
	 * anything else could block it.
	 */
	private static void requireFile(Path path) throws IOException {
		if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
			throw new IOException(path + " is no regular file");
		}
	}

	private Sandbox sandbox() {
		ProcessLimits own = this.limits;
		return (own != null) ? this.session.sandbox().limitedTo(own) : this.session.sandbox();
	}

	private void restrict(Map<String, String> environment) {
		String systemRoot = environment.get("SystemRoot");
		environment.clear();
		environment.put("LC_ALL", "C");
		environment.put("HOME", this.directory.toString());
		environment.put("TMPDIR", this.directory.toString());
		// the bundled ffmpeg is linked statically and crashes on the character sets of
		// another C library
		environment.put("GCONV_PATH", this.directory.toString());
		if (systemRoot != null) {
			// Windows starts no process without it
			environment.put("SystemRoot", systemRoot);
		}
	}

	FfmpegOutput output() {
		return this.messages;
	}

	/**
	 * Returns whether the process was ended by a signal, whoever sent it.
	 * @return whether ffmpeg did not exit by itself
	 */
	boolean wasKilled() {
		int exitCode = getProcessExitCode();
		return exitCode > SIGNAL || this.messages.contain("Exiting normally, received signal");
	}

	@Override
	public InputStream getInputStream() {
		Process started = this.process;
		return (started != null) ? started.getInputStream() : InputStream.nullInputStream();
	}

	@Override
	public OutputStream getOutputStream() {
		Process started = this.process;
		return (started != null && this.fed) ? started.getOutputStream() : OutputStream.nullOutputStream();
	}

	@Override
	public int getProcessExitCode() {
		Process started = this.process;
		if (started == null) {
			return -1;
		}
		try {
			return started.waitFor();
		}
		catch (InterruptedException ex) {
			this.session.kill(started);
			Thread.currentThread().interrupt();
			return started.onExit().join().exitValue();
		}
	}

	boolean hasEnded() {
		Process started = this.process;
		return started == null || !started.isAlive();
	}

	/**
	 * Kills the process and its descendants at once.
	 */
	void kill() {
		Process started = this.process;
		if (started != null) {
			this.session.kill(started);
			this.session.ended(started);
		}
	}

	@Override
	public void destroy() {
		Process started = this.process;
		if (started == null) {
			return;
		}
		try {
			// gives a process that has closed its output the time to exit by itself
			started.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		kill();
	}

}
