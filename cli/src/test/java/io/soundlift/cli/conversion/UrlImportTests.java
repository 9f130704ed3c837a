package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.SoundliftCli;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UrlImport} by {@link ConvertCommand}.
 */
class UrlImportTests {

	private static final String URL = "https://videos.example//a/my%20talk.mp4?next=https://x.example/&secret=1";

	private final StubConversions server = new StubConversions(3);

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	private final Path folder;

	UrlImportTests(@TempDir Path folder) {
		this.folder = folder;
	}

	@BeforeEach
	void login() throws IOException {
		this.server.credentials().write(this.folder);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void convertsVideoThatTheServerFetches() {
		assertThat(run("convert", URL, "--bitrate", "128k", "-o", this.folder.toString())).as(this.err.toString())
			.isZero();
		assertThat(this.folder.resolve("my talk.mp3")).hasContent("The MP3 of my talk.mp4");
		assertThat(this.server.imports()).singleElement().satisfies((request) -> {
			assertThat(request.url()).isEqualTo(URL);
			assertThat(request.query()).isEqualTo("bitrate=128k");
		});
		assertThat(this.err.toString()).contains("videos.example").doesNotContain("secret");
	}

	@Test
	void givesTheNameThatIsWanted() {
		assertThat(run("convert", URL, "--name", "mine.mp4", "--no-wait")).isZero();
		assertThat(this.server.fileNames()).containsExactly("mine.mp4");
		assertThat(this.out.toString().strip()).isEqualTo(this.server.ids().get(0));
	}

	@Test
	void asksAgainWithTheSameKeyWhenTheConnectionBreaks() {
		this.server.refuse(0, 409);
		assertThat(run("convert", URL, "--no-wait")).as(this.err.toString()).isZero();
		assertThat(this.server.imports()).hasSize(3);
		assertThat(this.server.imports().stream().map(StubConversions.Import::key).distinct()).singleElement()
			.asString()
			.matches("\"[0-9a-f-]{36}\"");
	}

	@Test
	void endsWithTheServersReasonWhenItFetchesNothing() {
		this.server.refuse(403);
		assertThat(run("convert", URL)).isEqualTo(6);
		assertThat(this.err.toString()).contains("No. (import-off)");
	}

	@ParameterizedTest
	@CsvSource({ "https://a.example/b.mp4 c.mp4,2", "https://a.example/b%zz,6" })
	void sendsNothingWhenTheArgumentsAreWrong(String arguments, int exitCode) {
		assertThat(run(("convert " + arguments).split(" "))).isEqualTo(exitCode);
		assertThat(this.server.requests()).isEmpty();
	}

	private int run(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(1, List.of("--data", this.folder.toString()));
		CommandLine commandLine = SoundliftCli.commandLine();
		commandLine.setOut(new PrintWriter(this.out, true));
		commandLine.setErr(new PrintWriter(this.err, true));
		return commandLine.execute(all.toArray(String[]::new));
	}

}
