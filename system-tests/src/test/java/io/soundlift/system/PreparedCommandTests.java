package io.soundlift.system;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how the {@code soundlift} script starts the command.
 */
class PreparedCommandTests {

	@Test
	void takesItsClassesFromAnArchive(@TempDir Path temporary) throws Exception {
		Path folder = temporary.resolve("prepared");
		Launcher.Result prepared = Launcher.soundlift("prepare", folder.toString());
		assertThat(prepared.exitCode()).as(prepared.output()).isZero();
		String output = run(folder, "-Xlog:class+load");
		assertThat(output.lines().filter((line) -> line.contains("io.soundlift.cli.SoundliftCli "))).singleElement()
			.asString()
			.contains("shared objects file");
		assertThat(run(folder, "-Xmx256m").strip()).isEqualTo(Launcher.soundlift("--version").output().strip());
		assertThat(run(folder, "-Xmx256m")).startsWith("soundlift ").doesNotContain("unpackaged");
		FileTime archived = archived(folder);
		assertThat(Launcher.soundlift("prepare", folder.toString()).exitCode()).isZero();
		assertThat(archived(folder)).as("archived once").isEqualTo(archived);
		assertThat(Launcher.soundlift("--help").output()).doesNotContain("prepare");
	}

	private static String run(Path folder, String option) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(ServiceProcess.JAVA, option, "@" + folder.resolve("launch"), "--version"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	private static FileTime archived(Path folder) throws Exception {
		try (var files = Files.newDirectoryStream(folder.resolve("cli"), "classes-*")) {
			List<Path> archives = new ArrayList<>();
			files.forEach(archives::add);
			assertThat(archives).hasSize(1);
			return Files.getLastModifiedTime(archives.get(0));
		}
	}

}
