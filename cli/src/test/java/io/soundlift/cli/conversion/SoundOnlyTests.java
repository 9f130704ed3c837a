package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.SoundliftCli;
import io.soundlift.cli.console.Sizes;
import io.soundlift.cli.container.PartialContent;
import io.soundlift.cli.container.TestVideo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link ConvertCommand} sends of a video.
 */
class SoundOnlyTests {

	/**
	 * More than a connection buffers, and with the pictures not enough for a resumable
	 * upload.
	 */
	private static final int SENT_BYTES = 4_700_000;

	private final StubConversions server = new StubConversions(3);

	private final StringWriter err = new StringWriter();

	private final Path video;

	private final Path videos;

	private final Path small;

	private final Path mp3s;

	private final Path data;

	SoundOnlyTests(@TempDir Path folder) throws IOException {
		this.mp3s = Files.createDirectory(folder.resolve("mp3s"));
		this.data = Files.createDirectory(folder.resolve("data"));
		this.videos = Files.createDirectory(folder.resolve("videos"));
		this.video = Files.write(this.videos.resolve("talk.mov"), TestVideo.MOV_RAW.bytes());
		// a box without meaning, so that a connection can break in the middle
		Files.write(this.video, ByteBuffer.allocate(SENT_BYTES).putInt(SENT_BYTES).put("free".getBytes()).array(),
				StandardOpenOption.APPEND);
		this.small = Files.copy(TestVideo.MP4.file(), folder.resolve("small.mp4"));
	}

	@BeforeEach
	void login() throws IOException {
		this.server.credentials().write(this.data);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void sendsOnlyTheSound() throws IOException {
		assertConverted(this.video);
		assertThat(this.server.videos()).containsExactly(withHoles());
		assertThat(this.err.toString()).contains("Sending only the sound: "
				+ Sizes.describe(PartialContent.withoutVideo(this.video).orElseThrow().bytes()) + " of 8.");
	}

	@Test
	void sendsTheWholeVideoWhenThatIsWanted() throws IOException {
		assertConverted(this.video, "--whole");
		assertThat(this.server.videos()).containsExactly(Files.readAllBytes(this.video));
	}

	@Test
	void sendsTheWholeVideoForPictureOfIt() throws IOException {
		assertConverted(this.video, "--cover", "1.5");
		assertThat(this.server.videos()).containsExactly(Files.readAllBytes(this.video));
	}

	@Test
	void sendsOnlyTheSoundForAttachedPicture() throws IOException {
		assertConverted(this.video, "--cover", "attached");
		assertThat(this.server.videos()).containsExactly(withHoles());
	}

	@Test
	void sendsSmallVideosWhole() throws IOException {
		assertConverted(this.small);
		assertThat(this.server.videos()).containsExactly(Files.readAllBytes(this.small));
	}

	@Test
	void sendsTheWholeVideoToServerThatRefusesRanges() throws IOException {
		this.server.refuseRanges();
		assertConverted(this.video);
		assertThat(this.server.videos()).containsExactly(Files.readAllBytes(this.video));
		assertThat(this.err.toString())
			.contains("Sending the whole video, because the sound alone could not be sent: Too much.");
	}

	@Test
	void sendsTheWholeVideoWhenTheSoundCanNotBeConverted() throws IOException {
		this.server.failRanges();
		assertConverted(this.video);
		assertThat(this.server.videos()).containsExactly(Files.readAllBytes(this.video));
		assertThat(this.err.toString())
			.contains("Sending the whole video, because the sound alone could not be converted.");
	}

	@Test
	void sendsWholeVideosOfBatchWhoseSoundCanNotBeConverted() throws IOException {
		this.server.failRanges();
		assertThat(convert(this.video.toString(), this.small.toString())).as(this.err.toString()).isZero();
		assertThat(this.server.fileNames()).containsExactlyInAnyOrder("talk.mov", "small.mp4");
		assertThat(this.server.videos()).anyMatch((stored) -> stored.length == this.video.toFile().length());
		assertThat(this.mp3s.resolve("talk.mp3")).hasContent("The MP3 of talk.mov");
		assertThat(this.err.toString())
			.contains(this.video + ": sending the whole video, because the sound alone could not be converted.");
	}

	@Test
	void sendsTheSoundAgainWhenTheConnectionBreaks() throws IOException {
		this.server.refuse(0, 0);
		assertThat(convert(this.videos.toString())).as(this.err.toString()).isZero();
		assertThat(this.server.videos()).containsExactly(withHoles());
	}

	private byte[] withHoles() throws IOException {
		return TestVideo.withHoles(Files.readAllBytes(this.video),
				PartialContent.withoutVideo(this.video).orElseThrow());
	}

	private void assertConverted(Path file, String... options) {
		List<String> arguments = new ArrayList<>(List.of(options));
		arguments.add(file.toString());
		assertThat(convert(arguments.toArray(String[]::new))).as(this.err.toString()).isZero();
		String name = file.getFileName().toString();
		assertThat(this.mp3s.resolve(Targets.mp3Name(name))).hasContent("The MP3 of " + name);
	}

	private int convert(String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("convert", "--data", this.data.toString(), "-o", this.mp3s.toString()));
		all.addAll(List.of(arguments));
		CommandLine commandLine = SoundliftCli.commandLine();
		commandLine.setOut(new PrintWriter(new StringWriter()));
		commandLine.setErr(new PrintWriter(this.err, true));
		return commandLine.execute(all.toArray(String[]::new));
	}

}
