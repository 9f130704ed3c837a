package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.soundlift.converter.ffmpeg.Ffmpeg.Origin;
import io.soundlift.testsupport.SampleMedia;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FfmpegLocator} and {@link BundledFfmpeg}.
 */
class FfmpegLocatorTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@SuppressWarnings("NullAway.Init")
	private WorkDirectory workDirectory;

	@BeforeEach
	void open() {
		this.workDirectory = WorkDirectory.open(this.folder.resolve("work"));
	}

	@AfterEach
	void close() throws IOException {
		this.workDirectory.close();
	}

	@Test
	void takesConfiguredFfmpegFirst() {
		Ffmpeg ffmpeg = locator("/nowhere").locate(SampleMedia.ffmpeg());
		assertThat(ffmpeg.origin()).isEqualTo(Origin.CONFIGURED);
		assertThat(ffmpeg.path()).isEqualTo(SampleMedia.ffmpeg());
	}

	@Test
	void findsFfmpegOnSearchPath() throws IOException {
		Path bin = Files.createDirectory(this.folder.resolve("bin"));
		Files.createSymbolicLink(bin.resolve("ffmpeg"), SampleMedia.ffmpeg());
		Ffmpeg ffmpeg = locator("/nowhere:" + bin).locate(null);
		assertThat(ffmpeg.origin()).isEqualTo(Origin.SYSTEM);
		assertThat(ffmpeg.path()).isEqualTo(bin.resolve("ffmpeg"));
		assertThat(ffmpeg.version()).containsPattern("^n?\\d+\\.\\d+");
	}

	@Test
	void unpacksBundledFfmpegWhenThereIsNoOther() {
		Ffmpeg ffmpeg = locator("/nowhere").locate(null);
		assertThat(ffmpeg.origin()).isEqualTo(Origin.BUNDLED);
		assertThat(ffmpeg.version()).startsWith("4.4");
		assertThat(ffmpeg.path()).startsWith(this.workDirectory.root());
	}

	@Test
	void takesBundledFfmpegWhenTheSystemsHasNoMp3Encoder() throws IOException {
		Path bin = Files.createDirectory(this.folder.resolve("bin"));
		Files.move(TestFfmpeg.script(this.folder, "echo 'Encoders:'; echo ' ------'; echo ' A....D aac  AAC'"),
				bin.resolve("ffmpeg"));
		assertThat(locator(bin.toString()).locate(null).origin()).isEqualTo(Origin.BUNDLED);
	}

	@Test
	void saysWhichPropertyIsWrong() {
		assertThatIllegalStateException().isThrownBy(() -> locator("/nowhere").locate(Path.of("/nowhere/ffmpeg")))
			.withMessageContaining("soundlift.converter.ffmpeg.path")
			.withMessageContaining("/nowhere/ffmpeg");
	}

	@Test
	void knowsTheBinaryOfEachSystem() {
		assertThat(BundledFfmpeg.name("Linux", "amd64")).isEqualTo("ffmpeg-amd64");
		assertThat(BundledFfmpeg.name("Linux", "aarch64")).isEqualTo("ffmpeg-aarch64");
		assertThat(BundledFfmpeg.name("Mac OS X", "aarch64")).isEqualTo("ffmpeg-aarch64-osx");
		assertThat(BundledFfmpeg.name("Mac OS X", "x86_64")).isEqualTo("ffmpeg-x86_64-osx");
		assertThat(BundledFfmpeg.name("Windows 11", "amd64")).isEqualTo("ffmpeg-amd64.exe");
	}

	private FfmpegLocator locator(String searchPath) {
		return new FfmpegLocator(this.workDirectory, searchPath);
	}

}
