package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AgainCommand}.
 */
class AgainCommandTests {

	private final StubConversions server = new StubConversions(3);

	private final Path folder;

	private final TestCommand command;

	AgainCommandTests(@TempDir Path folder) throws IOException {
		this.folder = folder;
		this.command = new TestCommand(folder, this.server);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void convertsWithOtherOptionsAndDownloads() throws IOException {
		String earlier = convert("talk.mp4");
		Path target = this.folder.resolve("second.mp3");
		assertThat(this.command.run("again", earlier, "--bitrate", "64k", "--track", "deu", "-o", target.toString()))
			.as(this.command.err())
			.isZero();
		assertThat(target).hasContent("The MP3 of talk.mp4");
		assertThat(this.command.out().lines()).last().isEqualTo(target.toString());
		assertThat(this.server.keyed()).singleElement().satisfies((request) -> {
			assertThat(request.source()).isEqualTo(earlier);
			assertThat(request.query()).isEqualTo("bitrate=64k&track=deu");
		});
	}

	@ParameterizedTest
	@CsvSource({ "new/, new/talk.mp3", "new/deep/, new/deep/talk.mp3", "., talk.mp3", "new, new",
			"new/a.mp3, new/a.mp3" })
	void createsTheDirectoryOfTheMp3(String output, String target) throws IOException {
		String earlier = convert("talk.mp4");
		assertThat(this.command.run("again", earlier, "-o", this.folder + "/" + output)).as(this.command.err())
			.isZero();
		assertThat(this.folder.resolve(target)).isRegularFile().hasContent("The MP3 of talk.mp4");
		assertThat(this.command.out().lines()).last().isEqualTo(this.folder.resolve(target).toString());
	}

	@Test
	void saysThatDirectoryCannotBeCreated() throws IOException {
		String earlier = convert("talk.mp4");
		Path file = Files.writeString(this.folder.resolve("file"), "");
		assertThat(this.command.run("again", earlier, "-o", file + "/")).isEqualTo(7);
		assertThat(this.command.err()).contains("The directory " + file + " can't be created.");
		assertThat(this.server.keyed()).as("nothing is made").isEmpty();
	}

	@Test
	void printsTheNewIdWithoutWaiting() throws IOException {
		String earlier = convert("talk.mp4");
		assertThat(this.command.run("again", earlier, "--no-wait")).isZero();
		assertThat(this.server.ids()).hasSize(2).first().isEqualTo(earlier);
		assertThat(this.command.out().lines()).last().isEqualTo(this.server.ids().get(1));
	}

	@Test
	void asksAgainWithTheSameKeyWhenTheConnectionBreaksOrProxyGivesUp() throws IOException {
		String earlier = convert("talk.mp4");
		this.server.refuse(0, 504, 409);
		assertThat(this.command.run("again", earlier, "--no-wait")).as(this.command.err()).isZero();
		assertThat(this.server.keyed()).hasSize(4);
		assertThat(this.server.keyed().stream().map(StubConversions.Keyed::key).distinct()).hasSize(1);
	}

	@Test
	void replacesNoMp3UnlessForced() throws IOException {
		String earlier = convert("talk.mp4");
		Path target = Files.writeString(this.folder.resolve("talk.mp3"), "an earlier one");
		assertThat(this.command.run("again", earlier, "-o", this.folder.toString())).isEqualTo(7);
		assertThat(this.command.err()).contains(target + " exists already.");
		assertThat(this.server.keyed()).as("nothing is made").isEmpty();
		assertThat(this.command.run("again", earlier, "-o", this.folder.toString(), "--force")).isZero();
		assertThat(target).hasContent("The MP3 of talk.mp4");
	}

	@Test
	void saysThatTheVideoIsGoneAlsoAsJson() throws IOException {
		String earlier = convert("talk.mp4");
		this.server.refuse(410);
		assertThat(this.command.run("again", earlier, "--json", "-o", this.folder.toString())).isEqualTo(6);
		assertThat(this.command.err()).contains("It is gone. (video-gone)");
		assertThat(this.command.out().lines()).last()
			.isEqualTo("{\"file\":\"talk.mp4\",\"error\":{\"exitCode\":6,\"message\":\"It is gone. (video-gone)\"}}");
	}

	@Test
	void saysAsJsonThatThereIsNoSuchConversion() {
		String unknown = "f".repeat(32);
		assertThat(this.command.run("again", unknown, "--json")).isEqualTo(6);
		assertThat(this.command.out()).contains("\"file\":\"" + unknown + "\"", "\"exitCode\":6");
	}

	@Test
	void doesNotPrintAnMp3AndJsonToTheSameStream() throws IOException {
		assertThat(this.command.run("again", convert("talk.mp4"), "-o", "-", "--json")).isEqualTo(2);
		assertThat(this.server.keyed()).isEmpty();
	}

	@Test
	void saysWhyTheConversionFailed() throws IOException {
		String earlier = convert("bad.mp4");
		assertThat(this.command.run("again", earlier, "-o", this.folder.toString())).isEqualTo(3);
		assertThat(this.command.err()).contains("This video has no sound. (no-audio)");
		assertThat(this.folder.resolve("bad.mp3")).doesNotExist();
	}

	/**
	 * Converts a video and waits for nothing.
	 * @return id of the conversion
	 */
	private String convert(String name) throws IOException {
		Path video = Files.writeString(this.folder.resolve(name), "a video");
		assertThat(this.command.run("convert", video.toString(), "--no-wait")).as(this.command.err()).isZero();
		return this.server.ids().get(0);
	}

}
