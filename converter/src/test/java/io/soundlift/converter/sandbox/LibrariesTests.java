package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Libraries}.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "There is ldd on Linux")
class LibrariesTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void showsLibrariesOutsideOfTheSystemsFoldersFileByFileWithTheirLinks() throws IOException {
		Path versions = Files.createDirectory(this.folder.resolve("versions"));
		Path library = Files.createFile(versions.resolve("liba.so.1.2"));
		Path link = Files.createSymbolicLink(this.folder.resolve("liba.so"), Path.of("versions/liba.so.1.2"));
		assertThat(Libraries.in(List.of("\tliba.so => " + link + " (0x00007f054d26c000)"))).contains(link, library)
			.doesNotContain(this.folder, versions);
	}

	@Test
	void needsNothingWhenProgramIsStatic() throws IOException {
		assertThat(Libraries.in(List.of("\tnot a dynamic executable"))).isEmpty();
		assertThat(Libraries.in(List.of("\tlinux-vdso.so.1 (0x00007f054d2fa000)"))).isEmpty();
	}

	@Test
	void refusesLibraryThatIsNotThere() {
		assertThatIOException()
			.isThrownBy(() -> Libraries.in(List.of("liba.so => " + this.folder.resolve("liba.so") + " (0x0000)")))
			.withMessageContaining("liba.so");
	}

}
