package io.soundlift.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SoundliftCli}.
 */
class SoundliftCliTests {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@ParameterizedTest
	@ValueSource(strings = { "up", "down", "status", "rotate-secrets", "convert", "list", "show", "journey", "download",
			"delete", "limits", "mails", "webhooks", "login", "logout", "letters", "completion", "man" })
	void helpsWithEachCommand(String command) {
		assertThat(run(command, "--help")).isZero();
		assertThat(this.out.toString()).contains("Usage: soundlift " + command);
	}

	@Test
	void showsUsageAndFailsWithoutCommand() {
		assertThat(run()).isEqualTo(2);
		assertThat(this.err.toString()).contains("Usage: soundlift").contains("convert");
	}

	@Test
	void failsWithUsageCodeForUnknownOption() {
		assertThat(run("convert", "a.mp4", "--bitrte", "1k")).isEqualTo(2);
		assertThat(this.err.toString()).contains("--bitrte");
	}

	@Test
	void saysInOneLineThatFileIsMissing(@TempDir Path directory) {
		Path missing = directory.resolve("missing.mp4");
		assertThat(run("convert", missing.toString())).isEqualTo(7);
		assertThat(this.err.toString())
			.isEqualTo("soundlift: There is no file " + missing + "." + System.lineSeparator());
	}

	@Test
	void refusesToReplaceFileBeforeItUploads(@TempDir Path directory) throws Exception {
		Path video = Files.writeString(directory.resolve("a.mp4"), "video");
		Path mp3 = Files.writeString(directory.resolve("a.mp3"), "mp3");
		assertThat(run("convert", video.toString(), "-o", mp3.toString(), "--data", directory.toString())).isEqualTo(7);
		assertThat(this.err.toString()).contains("exists already").contains("--force");
		assertThat(mp3).hasContent("mp3");
	}

	@Test
	void refusesSeveralVideosForOneFile(@TempDir Path directory) {
		assertThat(run("convert", "a.mp4", "b.mp4", "-o", directory.resolve("c.mp3").toString())).isEqualTo(7);
		assertThat(this.err.toString()).contains("-o must be a directory");
	}

	@Test
	void saysWhatToDoWithoutSystemAndLogin(@TempDir Path directory) {
		assertThat(run("status", "--data", directory.toString())).isEqualTo(9);
		assertThat(this.err.toString()).contains("Soundlift is not running with the data folder " + directory);
		assertThat(run("down", "--data", directory.toString())).isEqualTo(9);
	}

	@Test
	void rotatesSecretsOnlyWhereThereAreSome(@TempDir Path directory) {
		assertThat(run("rotate-secrets", "--data", directory.toString())).isEqualTo(7);
		assertThat(this.err.toString()).contains("no secrets").contains(directory.toString());
		assertThat(directory).isEmptyDirectory();
	}

	@Test
	void refusesServerThatIsNoAddress() {
		assertThat(run("login", "--server", "soundlift.example")).isEqualTo(1);
		assertThat(this.err.toString()).contains("'soundlift.example' is no server address");
	}

	private int run(String... arguments) {
		CommandLine commandLine = SoundliftCli.commandLine();
		commandLine.setOut(new PrintWriter(this.out, true));
		commandLine.setErr(new PrintWriter(this.err, true));
		return commandLine.execute(arguments);
	}

}
