package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.SoundliftCli;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link ConvertCommand} and {@link DownloadCommand} do with standard
 * input and output, and with outputs that are no files.
 */
class StreamsTests {

	private final StubConversions server = new StubConversions(3);

	private final Path folder;

	private final TestCommand command;

	StreamsTests(@TempDir Path folder) throws IOException {
		this.folder = folder;
		this.command = new TestCommand(folder, this.server);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void convertsStandardInputToStandardOutput() throws Exception {
		assertThat(runProcess("a video", "convert", "-", "--name", "talk.mp4", "-o", "-"))
			.isEqualTo("The MP3 of talk.mp4");
		assertThat(this.server.fileNames()).containsExactly("talk.mp4");
	}

	@Test
	void convertsStandardInputToAFile() throws Exception {
		Path target = this.folder.resolve("mine.mp3");
		assertThat(runProcess("a video", "convert", "-", "-o", target.toString()))
			.isEqualTo(target + System.lineSeparator());
		assertThat(target).hasContent("The MP3 of video");
	}

	@Test
	void downloadsToStandardOutput() throws Exception {
		Path video = Files.writeString(this.folder.resolve("a.mp4"), "a video");
		assertThat(this.command.run("convert", video.toString(), "--no-wait")).as(this.command.err()).isZero();
		String id = this.command.out().strip();
		assertThat(this.server.ids()).containsExactly(id);
		assertThat(this.command.run("show", id)).isZero();
		assertThat(runProcess("", "download", id, "-o", "-", "--quiet")).isEqualTo("The MP3 of a.mp4");
	}

	@Test
	void doesNotPrintAnMp3AndJsonToTheSameStream() {
		assertThat(this.command.run("convert", "-", "-o", "-", "--json")).isEqualTo(2);
		assertThat(this.command.err()).contains("Standard output can't have both the MP3 and JSON.");
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void replacesNoPipe() throws Exception {
		Path video = Files.writeString(this.folder.resolve("a.mp4"), "a video");
		Path pipe = this.folder.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		assertThat(this.command.run("convert", video.toString(), "-o", pipe.toString(), "--force")).isEqualTo(7);
		assertThat(this.command.err()).contains(pipe + " is no regular file, and is not replaced");
		assertThat(this.server.requests()).as("found out before the upload").isEmpty();
		assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
	}

	/**
	 * Runs the command as a process of its own.
	 * @return standard output
	 */
	private String runProcess(String input, String... arguments) throws Exception {
		List<String> line = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-cp",
				System.getProperty("java.class.path"), SoundliftCli.class.getName()));
		line.addAll(List.of(arguments));
		line.addAll(List.of("--data", this.folder.toString()));
		Path errors = this.folder.resolve("errors");
		Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
		try (OutputStream standardInput = process.getOutputStream()) {
			standardInput.write(input.getBytes(StandardCharsets.UTF_8));
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
		return output;
	}

}
