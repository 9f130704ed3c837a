package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.soundlift.testsupport.SampleMedia;

/**
 * Sessions for tests, and programs that pretend to be ffmpeg.
 */
final class TestFfmpeg implements AutoCloseable {

	static final Duration MAX_LENGTH = Duration.ofHours(12);

	private final WorkDirectory workDirectory;

	private final FfmpegSessions sessions;

	private TestFfmpeg(Path executable, WorkDirectory workDirectory, Duration timeLimit) {
		this.workDirectory = workDirectory;
		this.sessions = new FfmpegSessions(executable, workDirectory, timeLimit);
	}

	static TestFfmpeg system(Path folder) {
		return of(SampleMedia.ffmpeg(), folder, Duration.ofMinutes(1));
	}

	static TestFfmpeg of(Path executable, Path folder, Duration timeLimit) {
		return new TestFfmpeg(executable, WorkDirectory.open(folder), timeLimit);
	}

	static Path script(Path folder, String... lines) {
		try {
			Path script = Files.createTempFile(folder, "ffmpeg-", ".sh",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			return Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	FfmpegSession open(Path video) {
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
		ProbedVideo video = new VideoProbe(maxLength).probe(session);
		return new Mp3Encoder(maxLength).encode(session, video, bitrate, (percent) -> {
		});
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
