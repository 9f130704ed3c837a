package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.soundlift.testsupport.Background;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WorkDirectory}.
 */
class WorkDirectoryTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void deletesWhatDeadConverterHasLeft() throws IOException {
		Path left = Files.createDirectories(this.folder.resolve("converter-dead/job-1"));
		Files.writeString(left.resolve("video"), "private");
		Files.createFile(this.folder.resolve("converter-dead/lock"));
		try (WorkDirectory directory = WorkDirectory.open(this.folder)) {
			assertThat(directory.root()).isEqualTo(this.folder);
			assertThat(this.folder.resolve("converter-dead")).doesNotExist();
		}
	}

	@Test
	void leavesLivingConverterAlone() throws IOException {
		try (WorkDirectory living = WorkDirectory.open(this.folder)) {
			Path video = Files.writeString(living.newJob().path().resolve("video"), "private");
			WorkDirectory.open(this.folder).close();
			assertThat(video).exists();
		}
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void leavesConverterThatIsJustStartingAlone() throws IOException {
		Path starting = Files.createDirectory(this.folder.resolve("converter-new"));
		WorkDirectory.open(this.folder).close();
		assertThat(starting).exists();
	}

	@Test
	void deletesFolderOfConverterThatDiedBeforeItWasLocked() throws IOException {
		Path unlocked = Files.createDirectory(this.folder.resolve("converter-dead"));
		Files.setLastModifiedTime(unlocked, FileTime.from(Instant.now().minusSeconds(61)));
		WorkDirectory.open(this.folder).close();
		assertThat(unlocked).doesNotExist();
	}

	@Test
	void leavesConvertersAloneThatStartAtTheSameTime() throws Exception {
		List<Process> converters = List.of(startsOverAndOver(), startsOverAndOver());
		for (Process converter : converters) {
			assertThat(new String(converter.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.doesNotContain("Deletes", "Can't delete");
			assertThat(converter.waitFor()).isZero();
		}
	}

	private Process startsOverAndOver() throws IOException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		return new ProcessBuilder(java.toString(), "-cp", System.getProperty("java.class.path"), Starts.class.getName(),
				this.folder.toString())
			.redirectErrorStream(true)
			.start();
	}

	@Test
	void saysWhichPropertyIsWrong() throws IOException {
		Path file = Files.createFile(this.folder.resolve("file"));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> WorkDirectory.open(file.resolve("work")))
			.withMessageContaining("soundlift.converter.work-directory");
	}

	/**
	 * A process in which two converters start and end, over and over.
	 */
	public static final class Starts {

		private Starts() {
		}

		/**
		 * Fails as soon as one of its converters has no folder.
		 * @param args the work directory
		 */
		public static void main(String[] args) {
			Path folder = Path.of(args[0]);
			CompletableFuture<Void> other = Background.run(() -> startOften(folder));
			startOften(folder);
			other.join();
		}

		private static void startOften(Path folder) {
			for (int start = 0; start < 200; start++) {
				try (WorkDirectory converter = WorkDirectory.open(folder)) {
					converter.newJob();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		}

	}

}
