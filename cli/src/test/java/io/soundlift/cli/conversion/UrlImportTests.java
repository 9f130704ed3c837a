package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UrlImport} by {@link ConvertCommand}.
 */
class UrlImportTests {

	private static final String URL = "https://videos.example//a/my%20talk.mp4?next=https://x.example/&secret=1";

	private final StubConversions server = new StubConversions(3);

	private final Path folder;

	private final TestCommand command;

	UrlImportTests(@TempDir Path folder) throws IOException {
		this.folder = folder;
		this.command = new TestCommand(folder, this.server);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void convertsVideoThatTheServerFetches() {
		assertThat(this.command.run("convert", URL, "--bitrate", "128k", "-o", this.folder.toString()))
			.as(this.command.err())
			.isZero();
		assertThat(this.folder.resolve("my talk.mp3")).hasContent("The MP3 of my talk.mp4");
		assertThat(this.server.keyed()).singleElement().satisfies((request) -> {
			assertThat(request.source()).isEqualTo(URL);
			assertThat(request.query()).isEqualTo("bitrate=128k");
		});
		assertThat(this.command.err()).contains("videos.example").doesNotContain("secret");
	}

	@Test
	void givesTheNameThatIsWanted() {
		assertThat(this.command.run("convert", URL, "--name", "mine.mp4", "--no-wait")).isZero();
		assertThat(this.server.fileNames()).containsExactly("mine.mp4");
		assertThat(this.command.out().strip()).isEqualTo(this.server.ids().get(0));
	}

	@Test
	void asksAgainWithTheSameKeyWhenTheConnectionBreaks() {
		this.server.refuse(0, 409);
		assertThat(this.command.run("convert", URL, "--no-wait")).as(this.command.err()).isZero();
		assertThat(this.server.keyed()).hasSize(3);
		assertThat(this.server.keyed().stream().map(StubConversions.Keyed::key).distinct()).singleElement()
			.asString()
			.matches("\"[0-9a-f-]{36}\"");
	}

	@Test
	void endsWithTheServersReasonWhenItFetchesNothing() {
		this.server.refuse(403);
		assertThat(this.command.run("convert", URL)).isEqualTo(6);
		assertThat(this.command.err()).contains("No. (import-off)");
	}

	@ParameterizedTest
	@CsvSource({ "https://a.example/b.mp4 c.mp4,2", "https://a.example/b%zz,6" })
	void sendsNothingWhenTheArgumentsAreWrong(String arguments, int exitCode) {
		assertThat(this.command.run(("convert " + arguments).split(" "))).isEqualTo(exitCode);
		assertThat(this.server.requests()).isEmpty();
	}

}
