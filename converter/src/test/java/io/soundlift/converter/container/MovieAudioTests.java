package io.soundlift.converter.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.soundlift.testsupport.SampleMedia;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the audio of a movie as a shorter file.
 */
class MovieAudioTests {

	private static final byte[] HANDLER = MovieBoxes.numbers(0, 0);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			index-last.mp4  | -c:v mpeg4 -c:a aac
			index-first.mp4 | -c:v mpeg4 -c:a aac -movflags +faststart
			reordered.mp4   | -c:v libx264 -preset ultrafast -bf 2 -c:a aac
			late-audio.mp4  | -c:v libx264 -preset ultrafast -bf 2 -c:a aac -af asetpts=PTS+0.7/TB
			late-video.mp4  | -c:v libx264 -preset ultrafast -bf 2 -vf setpts=PTS+0.9/TB -c:a aac
			early-audio.mov | -c:v libx264 -preset ultrafast -bf 2 -c:a aac -use_editlist 0
			same-size.mp4   | -c:v mpeg4 -c:a ac3
			samples.mov     | -c:v mjpeg -c:a pcm_s16le
			two.mov         | -c:v mpeg4 -c:a aac -map 0 -map 1 -map 1 -b:a:1 40k
			long-offsets.mp4| -c:v mpeg4 -c:a libmp3lame -write_tmcd 1 -timecode 00:00:00:00
			one-group.mp4   | -c:v libx264 -preset ultrafast -bf 2 -x264-params open-gop=1:keyint=20 -c:a aac
			audio.m4a       | -vn -c:a alac
			""")
	void givesADecoderTheSamePackets(String name, String options) throws Exception {
		Path video = make(name, options);
		byte[] audio = stream(video, Objects.requireNonNull(audio(video)));
		assertThat(packets(audio)).isEqualTo(packets(Files.readAllBytes(video), video)).hasSizeGreaterThan(100);
		if (!name.startsWith("audio")) {
			assertThat(audio).as("bytes without the pictures").hasSizeLessThan((int) Files.size(video) * 3 / 4);
		}
	}

	@Test
	void leavesFilesAloneThatDoNotTellWhereTheirAudioIs() throws Exception {
		assertThat(audio(make("fragments.mp4", "-c:v mpeg4 -c:a aac -movflags +frag_keyframe+empty_moov"))).isNull();
	}

	@Test
	void endsAChunkWhereSomethingElseBegins() throws IOException {
		MovieAudio audio = Objects
			.requireNonNull(audio(movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 2, 20, 60))),
					track("vide", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 50)),
							MovieBoxes.box("stsc", MovieBoxes.numbers(0, 1, 1, 1, 1)),
							MovieBoxes.box("stsz", MovieBoxes.numbers(0, 0, 1, 10))))));
		assertThat(audio.parts()).isEqualTo(2);
		assertThat(audio.begin(0)).isEqualTo(20);
		assertThat(audio.end(0)).isEqualTo(50);
		assertThat(audio.begin(1)).isEqualTo(60);
		assertThat(audio.end(1)).as("the index begins").isEqualTo(116);
	}

	@Test
	void understandsNoTableThatIsLongerThanItsBox() throws IOException {
		assertThat(audio(movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, Integer.MAX_VALUE, 24))))))
			.isNull();
		assertThat(audio(movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, -1, 24)))))).isNull();
		assertThat(audio(movie(track("soun", MovieBoxes.box("co64", MovieBoxes.numbers(0, 2, 0, 24)))))).isNull();
		assertThat(audio(movie(track("soun", MovieBoxes.box("co64", MovieBoxes.numbers(0, 1, 0, 24)))))).isNotNull();
		assertThat(audio(movie(track("vide", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 24)),
				MovieBoxes.box("stsc", MovieBoxes.numbers(0, 0))))))
			.isNull();
	}

	@Test
	void understandsNoChunkOutsideTheFile() throws IOException {
		assertThat(audio(movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 1_000_000)))))).isNull();
		assertThat(audio(movie(track("soun", MovieBoxes.box("co64", MovieBoxes.numbers(0, 1, -1, -1)))))).isNull();
		assertThat(audio(movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 24)))))).isNotNull();
	}

	@Test
	void understandsNoTrackWithoutTables() throws IOException {
		assertThat(audio(movie(MovieBoxes.box("trak", MovieBoxes.box("mdia", new byte[0]))))).isNull();
		byte[] endless = MovieBoxes.box("trak", MovieBoxes.box("mdia", MovieBoxes.numbers(1000, 0)));
		assertThat(audio(movie(endless))).isNull();
	}

	@Test
	void readsNoIndexThatTakesMuchMemory() throws IOException {
		byte[] track = track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 24)));
		assertThat(audio(movie(track, MovieBoxes.box("free", new byte[33 * 1024 * 1024])))).isNull();
		assertThat(audio(movie(track, MovieBoxes.box("free", new byte[1024 * 1024])))).isNotNull();
		byte[] chunks = ByteBuffer.allocate(8 + 4 * 1_300_000).putInt(4, 1_300_000).array();
		assertThat(audio(movie(track("soun", MovieBoxes.box("stco", chunks))))).isNull();
		byte[] many = new byte[8 * 1024 * 1024];
		for (int i = 0; i < many.length; i += 8) {
			many[i + 3] = 8;
		}
		assertThat(audio(movie(track, many))).isNull();
		assertThat(audio(movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 24)), many)))).isNull();
	}

	@Test
	void understandsNoIndexWithoutAudioOrWithoutEnd() throws IOException {
		byte[] picture = track("vide", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 24)));
		assertThat(audio(movie(picture))).isNull();
		assertThat(audio(movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 0)))))).isNull();
		byte[] movie = movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 24))));
		assertThat(audio(ByteBuffer.wrap(movie).putInt(0, 0).array())).isNull();
	}

	@Test
	void leavesOutAFileTypeThatIsNotUnderstood() throws IOException {
		byte[] movie = movie(track("soun", MovieBoxes.box("stco", MovieBoxes.numbers(0, 1, 5024))));
		for (byte[] type : List.of(MovieBoxes.box("ftyp", new byte[5000]), longBox("ftyp", new byte[16]))) {
			Path file = MovieBoxes.write(this.folder, type, movie, MovieBoxes.box("mdat", new byte[5096]));
			MovieAudio audio = Objects.requireNonNull(audio(file));
			assertThat(audio.head()).startsWith(Arrays.copyOf(movie, 8));
		}
	}

	private static byte[] longBox(String type, byte[] content) {
		return MovieBoxes.join(MovieBoxes.numbers(1), type.getBytes(StandardCharsets.US_ASCII),
				MovieBoxes.numbers(0, 16 + content.length), content);
	}

	private @Nullable MovieAudio audio(byte[] movie) throws IOException {
		return audio(MovieBoxes.write(this.folder, MovieBoxes.box("ftyp", MovieBoxes.numbers(0)),
				MovieBoxes.box("mdat", new byte[96]), movie));
	}

	private static @Nullable MovieAudio audio(Path video) throws IOException {
		return MovieAudio.of(video, Objects.requireNonNull(MovieLayout.of(video)));
	}

	private static byte[] movie(byte[]... boxes) {
		return MovieBoxes.box("moov", boxes);
	}

	private static byte[] track(String handler, byte[]... tables) {
		return MovieBoxes.box("trak",
				MovieBoxes.box("mdia", MovieBoxes.box("hdlr", HANDLER, handler.getBytes(StandardCharsets.US_ASCII)),
						MovieBoxes.box("minf", MovieBoxes.box("stbl", tables))));
	}

	private static byte[] stream(Path video, MovieAudio audio) throws IOException {
		byte[] file = Files.readAllBytes(video);
		List<byte[]> parts = new ArrayList<>(List.of(audio.head()));
		for (int i = 0; i < audio.parts(); i++) {
			parts.add(Arrays.copyOfRange(file, (int) audio.begin(i), (int) audio.end(i)));
		}
		return MovieBoxes.join(parts.toArray(byte[][]::new));
	}

	/**
	 * Returns what a decoder of the first track is given, at the times of the video.
	 */
	private static List<String> packets(byte[] content, Path... file) throws Exception {
		String input = (file.length > 0) ? file[0].toString() : "pipe:0";
		Process process = new ProcessBuilder(SampleMedia.ffmpeg().toString(), "-v", "error", "-itsoffset", "0.000001",
				"-i", input, "-map", "0:a:0", "-map_metadata", "-1", "-copyinkf", "-c:a", "copy", "-f", "framehash",
				"pipe:1")
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		Thread feeder = new Thread(() -> feed(process, (file.length > 0) ? new byte[0] : content));
		feeder.start();
		List<String> list = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
			.toList();
		feeder.join();
		assertThat(process.waitFor()).isZero();
		return list;
	}

	private static void feed(Process process, byte[] content) {
		try (OutputStream input = process.getOutputStream()) {
			input.write(content);
		}
		catch (IOException ex) {
			// ffmpeg has read all that it needs
			process.toHandle();
		}
	}

	private Path make(String name, String options) throws Exception {
		Path video = this.folder.resolve(name);
		List<String> command = new ArrayList<>(List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y",
				"-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=8,noise=alls=100:allf=t", "-f", "lavfi",
				"-i", "anoisesrc=color=pink:seed=1:sample_rate=48000:duration=8"));
		command.addAll(List.of(options.strip().split(" ")));
		command.add(video.toString());
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
		return video;
	}

}
