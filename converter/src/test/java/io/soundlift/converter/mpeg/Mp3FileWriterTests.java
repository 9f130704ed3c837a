package io.soundlift.converter.mpeg;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Mp3FileWriter}, {@link InfoTag} and {@link Mp3FrameReader}.
 */
class Mp3FileWriterTests {

	/** MPEG-1 layer III, no checksum, 128 kbit/s, 44.1 kHz, joint stereo. */
	private static final int STEREO = 0xfffb9064;

	/** MPEG-2 layer III, no checksum, 64 kbit/s, 22.05 kHz, mono. */
	private static final int MONO_OF_MPEG_2 = 0xfff380c4;

	private static final int BITRATE_STEP = 0x1000;

	/** Offset of the tag in a stereo frame of MPEG-1 (header and side information). */
	private static final int TAG = 4 + 32;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void describesConstantBitRate() throws IOException {
		byte[] file = write(new Id3v2Tag(), new DelayAndPadding(576, 1000), STEREO, 500, 0);
		ByteBuffer bytes = ByteBuffer.wrap(file);
		int infoBytes = 417;
		assertThat(file).hasSize(infoBytes + 500 * 417);
		assertThat(text(file, TAG, 4)).isEqualTo("Info");
		assertThat(bytes.getInt(TAG + 4)).isEqualTo(0xf);
		assertThat(bytes.getInt(TAG + 8)).isEqualTo(500);
		assertThat(bytes.getInt(TAG + 12)).isEqualTo(file.length);
		assertThat(file[TAG + 16]).isZero();
		for (int percent = 1; percent < 100; percent++) {
			assertThat(file[TAG + 16 + percent] & 0xff).isBetween(percent * 256 / 100 - 1, percent * 256 / 100 + 1);
		}
		assertThat(text(file, TAG + 120, 4)).isEqualTo("LAME");
		assertThat(file[TAG + 129] & 0xf).isEqualTo(1);
		assertThat(file[TAG + 140] & 0xff).isEqualTo(128);
		assertThat(bytes.getInt(TAG + 140) & 0xffffff).isEqualTo(576 << 12 | 1000);
		assertThat(bytes.getInt(TAG + 148)).isEqualTo(file.length);
		assertThat(bytes.getShort(TAG + 152) & 0xffff).isEqualTo(crc(Arrays.copyOfRange(file, infoBytes, file.length)));
		assertThat(bytes.getShort(TAG + 154) & 0xffff).isEqualTo(crc(Arrays.copyOf(file, 190)));
	}

	@Test
	void describesVariableBitRate() throws IOException {
		Path path = this.folder.resolve("variable.mp3");
		try (Mp3FileWriter writer = new Mp3FileWriter(path, new Id3v2Tag(), 80, Long.MAX_VALUE)) {
			for (int i = 0; i < 20_000; i++) {
				// the second half has twice the bit rate of the first
				writer.add(frame((i < 10_000) ? STEREO : STEREO + 4 * BITRATE_STEP, i));
			}
			writer.finish(new DelayAndPadding(576, 576));
		}
		byte[] file = Files.readAllBytes(path);
		assertThat(text(file, TAG, 4)).isEqualTo("Xing");
		assertThat(ByteBuffer.wrap(file).getInt(TAG + 116)).isEqualTo(80);
		assertThat(file[TAG + 129] & 0xf).isEqualTo(4);
		assertThat(file[TAG + 16 + 50] & 0xff).isBetween(84, 86);
		assertThat(file[TAG + 16 + 75] & 0xff).isBetween(170, 171);
	}

	@Test
	void writesTagsBeforeAndFindsRoomInSmallFrames() throws IOException {
		byte[] file = write(new Id3v2Tag().text("TIT2", "Talk"), new DelayAndPadding(576, 600), MONO_OF_MPEG_2, 10, 0);
		assertThat(text(file, 0, 3)).isEqualTo("ID3");
		int id3 = 10 + 10 + 1 + 4;
		InfoTag tag = InfoTag.of(first(Arrays.copyOfRange(file, id3, file.length))).orElseThrow();
		assertThat(tag).isEqualTo(new InfoTag(10, file.length - id3, new DelayAndPadding(576, 600)));
	}

	@Test
	void turnsTheRoomOfTheTagIntoPadding() throws IOException {
		for (Id3v2Tag tag : List.of(new Id3v2Tag(), new Id3v2Tag().text("TIT2", "Talk"))) {
			Path path = this.folder.resolve("untagged.mp3");
			try (Mp3FileWriter writer = new Mp3FileWriter(path, tag, 0, Long.MAX_VALUE)) {
				writer.add(frame(STEREO, 1));
				writer.omitTag();
				writer.finish(null);
			}
			byte[] file = Files.readAllBytes(path);
			int size = file[8] << 7 | file[9];
			assertThat(text(file, 0, 3)).isEqualTo("ID3");
			assertThat(Arrays.copyOfRange(file, 10 + size, file.length)).isEqualTo(frame(STEREO, 1).bytes());
			assertThat(InfoTag.ofFile(path)).isEmpty();
		}
	}

	@Test
	void givesTheSameFileFromFramesThatWereWrittenBefore() throws IOException {
		Id3v2Tag tag = new Id3v2Tag().text("TIT2", "Talk");
		DelayAndPadding delayAndPadding = new DelayAndPadding(576, 1000);
		byte[] expected = write(tag, delayAndPadding, STEREO, 20_000, 0);
		Path path = this.folder.resolve("joined.mp3");
		try (Mp3FileWriter writer = new Mp3FileWriter(path, tag, 0, expected.length)) {
			writer.addAll(frames(20_000));
			assertThat(writer.samples()).isEqualTo(20_000 * 1152);
			writer.finish(delayAndPadding);
		}
		assertThat(path).hasBinaryContent(expected);
		try (Mp3FileWriter writer = new Mp3FileWriter(path, tag, 0, expected.length - 1)) {
			assertThatExceptionOfType(Mp3TooLargeException.class).isThrownBy(() -> writer.addAll(frames(20_000)));
		}
	}

	@Test
	void refusesFramesThatAreNotAllThere() throws IOException {
		Mp3FrameFile frames = frames(100);
		try (FileChannel file = FileChannel.open(this.folder.resolve("frames"), StandardOpenOption.WRITE)) {
			file.truncate(file.size() - 1);
		}
		Path path = this.folder.resolve("joined.mp3");
		try (Mp3FileWriter writer = new Mp3FileWriter(path, new Id3v2Tag(), 0, Long.MAX_VALUE)) {
			assertThatIOException().isThrownBy(() -> writer.addAll(frames)).withMessageContaining("cut off");
		}
	}

	private Mp3FrameFile frames(int count) throws IOException {
		try (Mp3FrameFile file = new Mp3FrameFile(this.folder.resolve("frames"))) {
			for (int i = 0; i < count; i++) {
				file.add(frame(STEREO, i));
			}
			return file;
		}
	}

	@Test
	void leavesOutNothingWhenFramesAreMissing() {
		InfoTag tag = new InfoTag(100, 0, new DelayAndPadding(576, 1500));
		assertThat(tag.delayAndPaddingIn(100, 1152)).isEqualTo(new DelayAndPadding(576, 1500));
		assertThat(tag.delayAndPaddingIn(99, 1152)).isEqualTo(new DelayAndPadding(576, 348));
		assertThat(tag.delayAndPaddingIn(98, 1152)).isEqualTo(new DelayAndPadding(576, 0));
		assertThat(tag.delayAndPaddingIn(101, 1152)).isEqualTo(new DelayAndPadding(576, 0));
	}

	@Test
	void countsDelayAndPaddingOfLame() {
		assertThat(DelayAndPadding.ofLame(41 * 1152, 44_100))
			.isEqualTo(new DelayAndPadding(576, 41 * 1152 - 44_100 - 576));
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> DelayAndPadding.ofLame(1152, 1000));
	}

	@Test
	void readsNothingButFrames() throws IOException {
		byte[] frame = frame(STEREO, 1).bytes();
		assertThatExceptionOfType(MalformedMp3Exception.class)
			.isThrownBy(() -> first(Arrays.copyOf(frame, frame.length - 1)));
		assertThatExceptionOfType(MalformedMp3Exception.class).isThrownBy(() -> first(new byte[] { 1, 2, 3, 4 }));
		Mp3FrameReader reader = new Mp3FrameReader(
				new ByteArrayInputStream(concat(frame, frame(MONO_OF_MPEG_2, 1).bytes())));
		assertThat(reader.next()).isNotNull();
		assertThatExceptionOfType(MalformedMp3Exception.class).isThrownBy(reader::next)
			.withMessageContaining("byte 417");
	}

	private byte[] write(Id3v2Tag tag, DelayAndPadding delayAndPadding, int header, int frames, int quality)
			throws IOException {
		Path path = this.folder.resolve("file.mp3");
		try (Mp3FileWriter writer = new Mp3FileWriter(path, tag, quality, Long.MAX_VALUE)) {
			for (int i = 0; i < frames; i++) {
				writer.add(frame(header, i));
			}
			writer.finish(delayAndPadding);
		}
		return Files.readAllBytes(path);
	}

	private static Mp3Frame frame(int bits, int filler) {
		FrameHeader header = FrameHeader.of(bits).orElseThrow();
		byte[] bytes = new byte[header.frameBytes()];
		Arrays.fill(bytes, (byte) filler);
		ByteBuffer.wrap(bytes).putInt(0, bits);
		return new Mp3Frame(header, bytes);
	}

	private static Mp3Frame first(byte[] bytes) throws IOException {
		Mp3Frame frame = new Mp3FrameReader(new ByteArrayInputStream(bytes)).next();
		assertThat(frame).isNotNull();
		return frame;
	}

	private static byte[] concat(byte[] one, byte[] other) {
		byte[] both = Arrays.copyOf(one, one.length + other.length);
		System.arraycopy(other, 0, both, one.length, other.length);
		return both;
	}

	private static String text(byte[] bytes, int offset, int length) {
		return new String(bytes, offset, length, StandardCharsets.US_ASCII);
	}

	/**
	 * CRC-16/ARC bit by bit, other than the product does it.
	 */
	private static int crc(byte[] bytes) {
		int crc = 0;
		for (byte value : bytes) {
			for (int bit = 0; bit < 8; bit++) {
				int mixed = (crc ^ (value >> bit)) & 1;
				crc = (crc >> 1) ^ ((mixed != 0) ? 0xa001 : 0);
			}
		}
		return crc;
	}

}
