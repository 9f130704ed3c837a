package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.soundlift.converter.encode.AudioEncoder;
import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.converter.encode.EncodingListener;
import io.soundlift.converter.encode.EncodingTask;
import io.soundlift.converter.encode.KeptParts;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.sandbox.ProcessLimits;
import io.soundlift.converter.sandbox.Sandbox;
import io.soundlift.converter.sandbox.StandIn;
import io.soundlift.converter.sandbox.TestSandbox;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.testsupport.SampleMedia;

/**
 * Sessions for tests, and programs that pretend to be ffmpeg.
 */
public final class TestFfmpeg implements AutoCloseable {

	static final Duration MAX_LENGTH = Duration.ofHours(12);

	static final int MAX_STREAMS = 100;

	private final WorkDirectory workDirectory;

	private final FfmpegSessions sessions;

	private TestFfmpeg(Path executable, WorkDirectory workDirectory, Duration timeLimit, Sandbox sandbox) {
		this(executable, workDirectory, timeLimit, sandbox, ProbeBudget.USUAL);
	}

	private TestFfmpeg(Path executable, WorkDirectory workDirectory, Duration timeLimit, Sandbox sandbox,
			ProbeBudget probeBudget) {
		this.workDirectory = workDirectory;
		this.sessions = new FfmpegSessions(executable, workDirectory, timeLimit, sandbox, MAX_STREAMS, probeBudget);
	}

	private static Sandbox sandbox(Path executable) {
		// what pretends to be ffmpeg leaves its traces outside
		return executable.toString().endsWith(".sh") ? Sandbox.none() : TestSandbox.of(executable);
	}

	/**
	 * The system's ffmpeg, else the bundled one.
	 * @param folder the work directory
	 * @return an ffmpeg with a generous time limit
	 */
	public static TestFfmpeg system(Path folder) {
		return of(SampleMedia.ffmpeg(), folder, Duration.ofMinutes(10));
	}

	/**
	 * A program as ffmpeg.
	 * @param executable the program
	 * @param folder the work directory
	 * @param timeLimit how long it may run
	 * @return an ffmpeg
	 */
	public static TestFfmpeg of(Path executable, Path folder, Duration timeLimit) {
		return new TestFfmpeg(executable, WorkDirectory.open(folder), timeLimit, sandbox(executable));
	}

	/**
	 * An ffmpeg that was taken over, in its sandbox. Skips the running test where there
	 * is none.
	 * @param program what stands in for it
	 * @param unfiltered whether it may make all system calls
	 * @param folder the work directory
	 * @return an ffmpeg with a generous time limit
	 */
	static TestFfmpeg of(StandIn program, boolean unfiltered, Path folder) {
		return new TestFfmpeg(program.path(), WorkDirectory.open(folder), Duration.ofMinutes(10),
				// the filter needs a shell
				unfiltered ? program.sandboxWithout("sh") : program.sandbox());
	}

	/**
	 * The system's ffmpeg with little processor time. Skips the running test where that
	 * can't be bounded.
	 * @param folder the work directory
	 * @param cpuTime the most that each run may take, in whole seconds
	 * @return an ffmpeg
	 */
	public static TestFfmpeg withCpuTime(Path folder, Duration cpuTime) {
		return new TestFfmpeg(SampleMedia.ffmpeg(), WorkDirectory.open(folder), Duration.ofMinutes(10),
				TestSandbox.withCpuTime(SampleMedia.ffmpeg(), cpuTime));
	}

	/**
	 * The system's ffmpeg with little processor time to look into a video.
	 * @param folder the work directory
	 * @param cpuTime the most that it may take, in whole seconds
	 * @return an ffmpeg
	 */
	public static TestFfmpeg withProbeTime(Path folder, Duration cpuTime) {
		ProcessLimits usual = ProbeBudget.USUAL.limits();
		Path executable = SampleMedia.ffmpeg();
		return new TestFfmpeg(executable, WorkDirectory.open(folder), Duration.ofMinutes(10), sandbox(executable),
				new ProbeBudget(ProbeBudget.USUAL.timeLimit(),
						new ProcessLimits(cpuTime, usual.memory(), usual.fileSize())));
	}

	/**
	 * A program as ffmpeg, with little time to look into a video.
	 * @param executable the program
	 * @param folder the work directory
	 * @param timeLimit the most that it may take
	 * @return an ffmpeg
	 */
	public static TestFfmpeg withProbeTimeLimit(Path executable, Path folder, Duration timeLimit) {
		return new TestFfmpeg(executable, WorkDirectory.open(folder), Duration.ofMinutes(10), sandbox(executable),
				new ProbeBudget(timeLimit, ProbeBudget.USUAL.limits()));
	}

	/**
	 * Writes a program that pretends to be ffmpeg.
	 * @param folder where to write it
	 * @param lines commands of the POSIX shell
	 * @return the program
	 */
	public static Path script(Path folder, String... lines) {
		try {
			Path script = Files.createTempFile(folder, "ffmpeg-", ".sh",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			return Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns its sessions.
	 * @return the sessions
	 */
	public FfmpegSessions sessions() {
		return this.sessions;
	}

	/**
	 * Creates a probe.
	 * @return a probe
	 */
	public static VideoProbe probe() {
		return new VideoProbe();
	}

	/**
	 * Creates an encoder.
	 * @param workers on how many chunks it works at a time
	 * @return an encoder with the default limits
	 */
	public static AudioEncoder encoder(int workers) {
		return encoder(MAX_LENGTH, workers);
	}

	private static AudioEncoder encoder(Duration maxLength, int workers) {
		return new AudioEncoder(maxLength, Long.MAX_VALUE, Duration.ofSeconds(60), workers, "test");
	}

	/**
	 * Opens a session for a video.
	 * @param video the video, which is copied
	 * @return the session
	 */
	public FfmpegSession open(Path video) {
		FfmpegSession session = this.sessions.open();
		try {
			Files.copy(video, session.video());
			return session;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	EncodedMp3 convert(FfmpegSession session, int bitrate) {
		return convert(session, bitrate, MAX_LENGTH);
	}

	EncodedMp3 convert(FfmpegSession session, int bitrate, Duration maxLength) {
		return convert(session, new ConversionOptions(bitrate), maxLength, (audio) -> {
		});
	}

	/**
	 * Converts a video through all steps.
	 * @param session the session
	 * @param options what is wanted
	 * @param maxLength the greatest length
	 * @param listener told of progress
	 * @return the MP3
	 */
	public static EncodedMp3 convert(FfmpegSession session, ConversionOptions options, Duration maxLength,
			EncodingListener listener) {
		ProbedVideo video = new VideoProbe().probe(session);
		ConversionPlan plan = new ConversionPlanner(maxLength).plan(session, video, options);
		try (EncoderSlots.Share share = new EncoderSlots(2).join(new Object())) {
			return encoder(maxLength, 2)
				.encode(new EncodingTask(session, video, plan, share, KeptParts.NONE, listener));
		}
	}

	@Override
	public void close() {
		this.sessions.close();
		try {
			this.workDirectory.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
