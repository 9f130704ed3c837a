package io.soundlift.cli.shell;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.soundlift.cli.SoundliftCli;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompletionCommand} and {@link ManualCommand}.
 */
class ShellTests {

	@Test
	void completesCommandsAndOptionsInBash(@TempDir Path folder) throws Exception {
		Path script = Files.writeString(folder.resolve("soundlift.bash"), print("completion", "bash"));
		assertThat(complete(script, "soundlift", "conv")).containsExactly("convert");
		assertThat(complete(script, "soundlift", "convert", "--no-wa")).containsExactly("--no-wait");
	}

	@Test
	void completesCommandsAndOptionsInFish() {
		assertThat(print("completion", "fish").lines())
			.contains("complete -c soundlift -n __fish_use_subcommand -f -a limits -d"
					+ " 'Show whose account is used, what it may use, and what of it is used.'")
			.contains("complete -c soundlift -n '__fish_seen_subcommand_from convert' -s o -l output -r -d"
					+ " 'MP3 file, or a directory for it.'")
			.contains("complete -c soundlift -n '__fish_seen_subcommand_from letters' -f -a retry -d"
					+ " 'Send dead letters again to the queue that they come from.'")
			.contains("complete -c soundlift -n '__fish_seen_subcommand_from convert' -s q -l quiet -d"
					+ " 'Print results and failures only, no progress.'")
			.noneMatch((line) -> line.contains("${"));
	}

	@Test
	void describesAllCommandsInTheManual() {
		assertThat(print("man")).startsWith(".TH SOUNDLIFT 1\n")
			.contains("\n.SS soundlift convert\n", "\n.SS soundlift letters retry\n", "\\-\\-no\\-wait");
	}

	private static String print(String... arguments) {
		StringWriter out = new StringWriter();
		CommandLine commandLine = SoundliftCli.commandLine();
		// as standard output is: what is not flushed does not arrive
		commandLine.setOut(new PrintWriter(new BufferedWriter(out, 1 << 20)));
		assertThat(commandLine.execute(arguments)).isZero();
		return out.toString();
	}

	/**
	 * Asks bash what the last word can become.
	 */
	private static List<String> complete(Path script, String... words) throws IOException {
		String question = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
				+ (words.length - 1) + "; _complete_soundlift; printf '%s\\n' \"${COMPREPLY[@]}\"";
		Process bash = new ProcessBuilder("bash", "-c", question).start();
		bash.getOutputStream().close();
		return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
	}

}
