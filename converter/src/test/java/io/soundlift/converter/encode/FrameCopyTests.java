package io.soundlift.converter.encode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.mpeg.InfoTag;
import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.mpeg.Mp3FrameFinder;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding.ConstantBitrate;
import io.soundlift.journey.conversion.Plan.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameCopy}.
 */
class FrameCopyTests {

	private static final ConversionPlan COPY = TestEncoding.plan(Mode.COPY, 44_100, 2, new ConstantBitrate(192_000));

	private static final boolean SAME_FOR_FFMPEG = true;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "mp3", "mp4" })
	void copiesEveryFrameAndDelayAndPadding(String format) {
		Path video = TestAudio.hostile(folder.resolve("sound." + format), 44_100, 2, "-c:a", "libmp3lame", "-b:a",
				"96k");
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptParts.NONE);
			assertThat(mp3.mode()).isEqualTo(Mode.COPY);
			assertThat(hash(mp3.file())).isEqualTo(hash(video));
			assertThat(Arrays.equals(TestAudio.decode(mp3.file()), TestAudio.decode(video))).isTrue();
		}
	}

	@Test
	void claimsNoPaddingThatItDoesNotKnow() throws IOException {
		Path video = TestAudio.hostile(folder.resolve("sound.mkv"), 44_100, 2, "-c:a", "libmp3lame", "-b:a", "96k");
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptParts.NONE);
			assertThat(hash(mp3.file())).isEqualTo(hash(video));
			byte[] source = TestAudio.decode(video);
			byte[] copy = TestAudio.decode(mp3.file());
			assertThat(Arrays.equals(copy, 0, source.length, source, 0, source.length)).isTrue();
			assertThat(copy.length - source.length).isBetween(0, 1152 * 4);
			assertThat(new String(Files.readAllBytes(mp3.file()), StandardCharsets.ISO_8859_1)).doesNotContain("Info",
					"Xing");
		}
	}

	@ParameterizedTest
	@EnumSource(ForeignBytes.class)
	void copiesEveryFrameBeforeForeignBytes(ForeignBytes foreign) throws IOException {
		byte[] clean = variable();
		assertCopies(framesAfterTag(clean), foreign.after(clean), SAME_FOR_FFMPEG);
	}

	@ParameterizedTest
	@EnumSource(names = { "ID3V2", "ZEROS", "NOISE" })
	void copiesEveryFrameAfterForeignBytes(ForeignBytes foreign) throws IOException {
		byte[] clean = variable();
		assertCopies(framesAfterTag(clean), foreign.before(foreign.before(clean)), SAME_FOR_FFMPEG);
	}

	@ParameterizedTest
	@EnumSource(names = { "APE", "ZEROS", "NOISE" })
	void copiesEveryFrameAroundForeignBytes(ForeignBytes foreign) throws IOException {
		byte[] frames = framesAfterTag(variable());
		// ffmpeg loses the frame after a burst, while other decoders find it
		assertCopies(frames, foreign.within(frames, middle(frames)), foreign == ForeignBytes.ZEROS);
	}

	@Test
	void leavesOutTheLastFrameWhenItIsCutOff() throws IOException {
		byte[] clean = variable();
		byte[] frames = framesAfterTag(clean);
		byte[] whole = framesAfterTag(Arrays.copyOf(frames, frames.length - 50));
		assertThat(frames.length - whole.length).isBetween(51, 1441);
		// ffmpeg decodes what is there of the last frame
		assertCopies(whole, Arrays.copyOf(clean, clean.length - 50), false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "zero", "other encoder", "no extension", "end only", "most" })
	void decodesToTheSamplesOfTheSourceWhateverItsTagSays(String kind) throws IOException {
		byte[] source = variable();
		int tag = new String(source, StandardCharsets.ISO_8859_1).indexOf("Xing");
		byte[] frames = framesAfterTag(source);
		ByteBuffer fields = ByteBuffer.wrap(source);
		switch (kind) {
			case "none" -> source = frames;
			case "zero" -> fields.putShort(tag + 141, (short) 0).put(tag + 143, (byte) 0);
			case "other encoder" -> fields.putInt(tag + 120, 0x474f474f);
			case "no extension" -> Arrays.fill(source, tag + 120, tag + 156, (byte) 0);
			case "end only" -> fields.putShort(tag + 141, (short) 2).put(tag + 143, (byte) 0x40);
			default -> fields.putShort(tag + 141, (short) 0xffff).put(tag + 143, (byte) 0xff);
		}
		byte[] copy = assertCopies(frames, source, SAME_FOR_FFMPEG);
		// decoders other than ffmpeg leave out samples of each file that has a tag
		assertThat(new String(copy, StandardCharsets.ISO_8859_1).contains("Xing")).isEqualTo(!kind.equals("none"));
	}

	@Test
	void encodesWhenDecodersWouldLeaveOutTheFirstFrame() throws IOException {
		byte[] tagged = variable();
		ByteBuffer header = ByteBuffer.allocate(58).order(ByteOrder.LITTLE_ENDIAN);
		// WAVE with MPEG layer III (RFC 2361): the frame with the tag is audio there
		header.put(latin("RIFF")).putInt(50 + tagged.length).put(latin("WAVEfmt ")).putInt(30);
		header.putShort((short) 0x55).putShort((short) 2).putInt(44_100).putInt(16_000).putInt(1).putShort((short) 12);
		header.putShort((short) 1).putInt(2).putShort((short) 417).putShort((short) 1).putShort((short) 1393);
		header.put(latin("data")).putInt(tagged.length);
		int id3v2 = new String(tagged, StandardCharsets.ISO_8859_1).indexOf("Xing") - 36;
		byte[] frames = Arrays.copyOfRange(tagged, id3v2, tagged.length);
		Path video = Files.write(folder.resolve("first.wav"), ForeignBytes.join(header.array(), frames));
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptParts.NONE);
			assertThat(TestAudio.decode(mp3.file())).hasSameSizeAs(TestAudio.decode(video));
		}
	}

	@Test
	void leavesOutTagThatFfmpegTakesForAudio() throws IOException {
		byte[] tagged = taggedLikeAudio();
		assertCopies(framesAfterTag(tagged), ForeignBytes.join(new byte[2047], tagged), false);
	}

	@Test
	void encodesWhenTheFirstFrameInVideoIsTag() throws IOException {
		Path source = Files.write(folder.resolve("tagged.mp3"), ForeignBytes.join(new byte[2047], taggedLikeAudio()));
		Path video = folder.resolve("tagged.mka");
		TestAudio.run(List.of("-i", source.toString(), "-c", "copy", video.toString()));
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptParts.NONE);
			assertThat(TestAudio.decode(mp3.file())).hasSameSizeAs(TestAudio.decode(video));
		}
	}

	/**
	 * Creates two seconds with a constant bit rate and a tag whose frame has the header
	 * of the others. After other bytes, ffmpeg takes it for audio.
	 */
	private static byte[] taggedLikeAudio() throws IOException {
		Path file = folder.resolve("constant.mp3");
		TestAudio.run(List.of("-f", "lavfi", "-i", "sine=d=2", "-b:a", "128k", "-ac", "2", "-metadata", "title=Tone",
				"-y", file.toString()));
		byte[] tagged = Files.readAllBytes(file);
		int tag = new String(tagged, StandardCharsets.ISO_8859_1).indexOf("Info") - 36;
		byte[] frames = framesAfterTag(tagged);
		System.arraycopy(frames, 0, tagged, tag, 4);
		return tagged;
	}

	private static byte[] latin(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	@Test
	void encodesWhenTheAudioChangesItsKind() throws IOException {
		byte[] stereo = framesAfterTag(variable());
		byte[] mono = framesAfterTag(sine(1));
		Path video = Files.write(folder.resolve("kinds.mp3"), ForeignBytes.join(stereo, mono));
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			assertThat(test.encode(COPY, Duration.ofSeconds(10), 1, KeptParts.NONE).mode()).isEqualTo(Mode.CHUNKED);
		}
	}

	/**
	 * Copies a file.
	 * @return the copy
	 */
	private static byte[] assertCopies(byte[] frames, byte[] source, boolean sameForFfmpeg) throws IOException {
		Path video = Files.write(folder.resolve("source.mp3"), source);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptParts.NONE);
			assertThat(mp3.mode()).isEqualTo(Mode.COPY);
			byte[] copy = Files.readAllBytes(mp3.file());
			assertThat(framesAfterTag(copy)).isEqualTo(frames);
			byte[] decoded = TestAudio.decode(mp3.file());
			assertThat(mp3.length()).isEqualTo(new AudioFormat(44_100, 2).playingTime(decoded.length / 4));
			if (sameForFfmpeg) {
				assertThat(Arrays.equals(decoded, TestAudio.decode(video))).isTrue();
			}
			return copy;
		}
	}

	private static byte[] variable() throws IOException {
		return sine(2);
	}

	/**
	 * Creates two seconds of a tone with a variable bit rate, once for each number of
	 * channels.
	 */
	private static byte[] sine(int channels) throws IOException {
		Path file = folder.resolve("sine-" + channels + ".mp3");
		if (Files.notExists(file)) {
			TestAudio.run(List.of("-f", "lavfi", "-i", "sine=d=2", "-q:a", "4", "-ac", Integer.toString(channels),
					file.toString()));
		}
		return Files.readAllBytes(file);
	}

	/**
	 * Returns what is left of a file without the tags in front.
	 */
	private static byte[] framesAfterTag(byte[] file) throws IOException {
		Mp3FrameFinder finder = new Mp3FrameFinder(new ByteArrayInputStream(file));
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		for (Mp3Frame frame = finder.next(); frame != null; frame = finder.next()) {
			if (InfoTag.of(frame).isEmpty()) {
				frames.writeBytes(frame.bytes());
			}
		}
		return frames.toByteArray();
	}

	private static int middle(byte[] frames) throws IOException {
		Mp3FrameFinder finder = new Mp3FrameFinder(new ByteArrayInputStream(frames));
		int position = 0;
		while (position < frames.length / 2) {
			position += Objects.requireNonNull(finder.next()).bytes().length;
		}
		return position;
	}

	@Test
	void encodesWhenTheTrackIsNoMp3() {
		Path video = TestAudio.hostile(folder.resolve("sound.mka"), 44_100, 2, "-c:a", "mp2", "-b:a", "192k");
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, video)) {
			EncodedMp3 mp3 = test.encode(COPY, Duration.ofSeconds(10), 1, KeptParts.NONE);
			assertThat(mp3.mode()).isEqualTo(Mode.CHUNKED);
			assertThat(TestAudio.decode(mp3.file())).hasSameSizeAs(TestAudio.decode(video));
		}
	}

	private static String hash(Path file) {
		return TestAudio
			.text(TestAudio.run(List.of("-i", file.toString(), "-map", "0:a:0", "-c", "copy", "-f", "hash", "-")));
	}

}
