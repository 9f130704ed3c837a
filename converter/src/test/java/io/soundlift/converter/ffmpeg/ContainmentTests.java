package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContainedProcess} and {@link FfmpegSession}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "The fake ffmpeg is a shell script")
@Timeout(300)
class ContainmentTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	private final Path video = SampleMedia.file(Sample.MP4_AAC);

	@Test
	void runsWithWhitelistsInEmptyEnvironmentAndOwnFolder() throws IOException {
		Path report = this.folder.resolve("report");
		Path script = TestFfmpeg.script(this.folder, "{ pwd; env; echo \"args: $*\"; } > " + report, "exit 1");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.folder, LONG);
				FfmpegSession session = ffmpeg.open(this.video)) {
			assertThatExceptionOfType(UnusableVideoException.class).isThrownBy(() -> ffmpeg.convert(session, 192_000));
			List<String> lines = Files.readAllLines(report);
			Path own = session.directory();
			assertThat(lines.get(0)).isEqualTo(own.toString());
			assertThat(lines.subList(1, lines.size() - 1)).extracting((line) -> line.split("=")[0])
				.contains("HOME")
				.isSubsetOf("LC_ALL", "HOME", "TMPDIR", "GCONV_PATH", "PWD", "OLDPWD", "SHLVL", "_");
			assertThat(lines.get(lines.size() - 1)).contains("-nostdin")
				.contains("-max_alloc")
				.containsPattern(
						"-protocol_whitelist file -format_whitelist mov,\\S+ -codec_whitelist aac,\\S+ -max_streams 100 -i ");
			assertThat(Files.getPosixFilePermissions(own)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
		}
	}

	@Test
	void killsProcessAndItsChildrenAtTimeLimit() throws IOException {
		Path script = slowScript();
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.folder, Duration.ofSeconds(5));
				FfmpegSession session = ffmpeg.open(this.video)) {
			assertThatExceptionOfType(StoppedException.class).isThrownBy(() -> ffmpeg.convert(session, 192_000))
				.extracting(StoppedException::reason)
				.isEqualTo(StopReason.TIME_LIMIT);
			assertDead();
		}
	}

	@Test
	void doesNotCountTimeThatAConversionStoodStill() throws IOException {
		List<Duration> standstill = new ArrayList<>(
				List.of(Duration.ofMillis(10), Duration.ofMillis(30), Duration.ofMillis(30)));
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(slowScript(), this.folder, Duration.ofMillis(100));
				FfmpegSession session = ffmpeg.open(this.video)) {
			session.excuse(() -> standstill.remove(0));
			try (FfmpegRun run = session.start(new FfmpegCommand(List.of("-version")))) {
				assertThatExceptionOfType(StoppedException.class).isThrownBy(run::await)
					.extracting(StoppedException::reason)
					.isEqualTo(StopReason.TIME_LIMIT);
			}
			assertThat(standstill).as("asked again until it grew no more").isEmpty();
		}
	}

	@Test
	void killsProcessAndItsChildrenWhenTold() throws Exception {
		Path script = slowScript();
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.folder, LONG);
				FfmpegSession session = ffmpeg.open(this.video)) {
			CompletableFuture<EncodedMp3> work = Background.call(() -> ffmpeg.convert(session, 192_000));
			Awaitility.await().until(() -> Files.exists(pids()) && Files.readAllLines(pids()).size() == 2);
			session.stop(StopReason.CLAIM_LOST);
			assertThat(work).failsWithin(1, TimeUnit.MINUTES)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(StoppedException.class);
			assertDead();
		}
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, disabledReason = "The sandbox is Linux's")
	void leavesNoProcessWheneverItIsKilledWhileItStarts() throws IOException {
		ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder)) {
			for (int moment = 0; moment < 60; moment++) {
				try (FfmpegSession session = ffmpeg.open(this.video);
						FfmpegRun run = session.start(new FfmpegCommand(List.of("-version")))) {
					Future<?> kill = killer.schedule(() -> session.stop(StopReason.SHUTDOWN), moment * 100,
							TimeUnit.MICROSECONDS);
					assertThat(kill).succeedsWithin(1, TimeUnit.MINUTES);
					assertThatExceptionOfType(StoppedException.class).isThrownBy(run::await);
				}
			}
			Awaitility.await().untilAsserted(() -> assertThat(commandsThatSay(this.folder)).isEmpty());
		}
		finally {
			killer.shutdownNow();
		}
	}

	@Test
	void startsNothingOnceStopped() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder); FfmpegSession session = ffmpeg.open(this.video)) {
			session.stop(StopReason.SHUTDOWN);
			session.stop(StopReason.CLAIM_LOST);
			assertThatExceptionOfType(StoppedException.class).isThrownBy(() -> ffmpeg.convert(session, 192_000))
				.extracting(StoppedException::reason)
				.isEqualTo(StopReason.SHUTDOWN);
		}
	}

	@Test
	void takesKillFromOutsideForPassingTrouble() {
		Path script = TestFfmpeg.script(this.folder, "kill -9 $$");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.folder, LONG);
				FfmpegSession session = ffmpeg.open(this.video)) {
			assertThatExceptionOfType(FfmpegFailedException.class).isThrownBy(() -> ffmpeg.convert(session, 192_000));
		}
	}

	@Test
	void takesFullDiskForPassingTrouble() {
		Path script = TestFfmpeg.script(this.folder, "case \"$*\" in *libmp3lame*)",
				"echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 1;; esac",
				"exec " + SampleMedia.ffmpeg() + " \"$@\"");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.folder, LONG);
				FfmpegSession session = ffmpeg.open(this.video)) {
			assertThatExceptionOfType(FfmpegFailedException.class).isThrownBy(() -> ffmpeg.convert(session, 192_000));
		}
	}

	@Test
	void deletesItsFolder() {
		Path own;
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder); FfmpegSession session = ffmpeg.open(this.video)) {
			ffmpeg.convert(session, 192_000);
			own = session.directory();
			assertThat(own).isDirectory();
		}
		assertThat(own).doesNotExist();
		assertThat(this.folder).isEmptyDirectory();
	}

	/**
	 * Finds processes by their arguments, of which {@link ProcessHandle} knows the first
	 * few only.
	 */
	private static List<String> commandsThatSay(Path path) throws IOException {
		List<String> found = new ArrayList<>();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
			for (Path process : processes) {
				try {
					String command = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
					if (command.contains(path.toString())) {
						found.add(process.getFileName() + " " + command.replace('\0', ' '));
					}
				}
				catch (IOException ex) {
					// it has ended meanwhile
					continue;
				}
			}
		}
		return found;
	}

	private Path slowScript() {
		return TestFfmpeg.script(this.folder, "echo $$ >> " + pids(), "/bin/sleep 300 &", "echo $! >> " + pids(),
				"wait");
	}

	private Path pids() {
		return this.folder.resolve("pids");
	}

	private void assertDead() throws IOException {
		List<String> pids = Files.readAllLines(pids());
		assertThat(pids).hasSize(2);
		// a dead one is a zombie until its parent looks after it
		Awaitility.await()
			.until(() -> pids.stream()
				.noneMatch((pid) -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent()));
	}

}
