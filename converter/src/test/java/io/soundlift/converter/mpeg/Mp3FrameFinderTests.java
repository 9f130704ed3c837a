package io.soundlift.converter.mpeg;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Mp3FrameFinder}.
 */
class Mp3FrameFinderTests {

	/** MPEG-1 layer III, no checksum, 128 kbit/s, 44.1 kHz, joint stereo. */
	private static final int STEREO = 0xfffb9064;

	/** The same with one channel. */
	private static final int MONO = 0xfffb90c4;

	private static final byte[] FRAME = frame(STEREO);

	/** Begins like a frame, and another one does not follow. */
	private static final byte[] FALSE_START = { (byte) 0xff, (byte) 0xfb, (byte) 0x90, 0x64, 1, 2, 3 };

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 4, 416, 417, 1441, 70_000 })
	void findsFramesBetweenForeignBytes(int length) throws IOException {
		byte[] foreign = new byte[length];
		assertFinds(6, 3L * length, foreign, FRAME, FRAME, foreign, FRAME, FRAME, FRAME, FRAME, foreign);
	}

	@Test
	void believesNoHeaderWithoutNeighbourAfterForeignBytes() throws IOException {
		byte[] zero = new byte[1];
		assertFinds(4, 2L * FALSE_START.length + 1, FALSE_START, FRAME, FRAME, zero, FALSE_START, FRAME, FRAME);
	}

	@Test
	void leavesOutFrameThatIsCutOff() throws IOException {
		for (int length : new int[] { 1, 4, 200, 416 }) {
			assertFinds(2, length, FRAME, FRAME, Arrays.copyOf(FRAME, length));
		}
		assertFinds(1, 0, FRAME);
	}

	@Test
	void refusesFramesOfTwoKinds() {
		byte[] mono = frame(MONO);
		assertThatExceptionOfType(MalformedMp3Exception.class)
			.isThrownBy(() -> assertFinds(0, 0, FRAME, FRAME, mono, mono));
	}

	@Test
	void readsHostileBytesInConstantMemory() throws IOException {
		Mp3FrameFinder finder = new Mp3FrameFinder(new InputStream() {

			private int left = 20_000_000;

			@Override
			public int read() {
				return (this.left-- > 0) ? FALSE_START[this.left & 3] & 0xff : -1;
			}

		});
		assertThat(finder.next()).isNull();
		assertThat(finder.foreignBytes()).isEqualTo(20_000_000);
	}

	private static void assertFinds(int frames, long foreignBytes, byte[]... parts) throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			content.writeBytes(part);
		}
		Mp3FrameFinder finder = new Mp3FrameFinder(new ByteArrayInputStream(content.toByteArray()));
		int found = 0;
		for (Mp3Frame frame = finder.next(); frame != null; frame = finder.next()) {
			assertThat(frame.bytes()).isEqualTo(FRAME);
			found++;
		}
		assertThat(found).isEqualTo(frames);
		assertThat(finder.foreignBytes()).isEqualTo(foreignBytes);
	}

	private static byte[] frame(int bits) {
		byte[] bytes = new byte[FrameHeader.of(bits).orElseThrow().frameBytes()];
		Arrays.fill(bytes, (byte) 7);
		ByteBuffer.wrap(bytes).putInt(0, bits);
		return bytes;
	}

}
