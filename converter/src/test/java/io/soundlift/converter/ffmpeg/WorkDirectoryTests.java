package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
	void saysWhichPropertyIsWrong() throws IOException {
		Path file = Files.createFile(this.folder.resolve("file"));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> WorkDirectory.open(file.resolve("work")))
			.withMessageContaining("soundlift.converter.work-directory");
	}

}
