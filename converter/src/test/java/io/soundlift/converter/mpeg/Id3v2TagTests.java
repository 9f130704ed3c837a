package io.soundlift.converter.mpeg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Id3v2Tag}.
 */
class Id3v2TagTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void writesNothingWhenThereIsNothingToSay() throws IOException {
		assertThat(bytes(new Id3v2Tag())).isEmpty();
		assertThat(bytes(new Id3v2Tag().text("TIT2", " \n ").comment(""))).isEmpty();
	}

	@Test
	void writesLatinTextInOneByteEach() throws IOException {
		assertThat(bytes(new Id3v2Tag().text("TIT2", "Ü\u0000b\n")))
			.isEqualTo(latin("ID3\u0003\0\0\0\0\0\u000eTIT2\0\0\0\u0004\0\0\0Ü b"));
	}

	@Test
	void writesOtherTextInUtf16WithByteOrderMark() throws IOException {
		assertThat(bytes(new Id3v2Tag().text("TPE1", "日")))
			.isEqualTo(latin("ID3\u0003\0\0\0\0\0\u000fTPE1\0\0\0\u0005\0\0\u0001\u00ff\u00fe\u00e5\u0065"));
	}

	@Test
	void countsItsLengthInSevenBits() throws IOException {
		byte[] tag = bytes(new Id3v2Tag().text("TIT2", "x".repeat(300)));
		assertThat(tag).hasSize(10 + 10 + 1 + 300)
			.startsWith(latin("ID3\u0003\0\0\0\0\u0002\u0037TIT2\0\0\u0001\u002d"));
	}

	@Test
	void writesChaptersWithTheirTable() throws IOException {
		byte[] tag = bytes(new Id3v2Tag().chapter(Duration.ZERO, Duration.ofMillis(258), "One")
			.chapter(Duration.ofMillis(258), Duration.ofSeconds(1), ""));
		assertThat(tag).isEqualTo(latin("ID3\u0003\0\0\0\0\0\u0066"
				+ "CTOC\0\0\0\u0010\0\0toc\0\u0003\u0002chp0\0chp1\0"
				+ "CHAP\0\0\0\u0023\0\0chp0\0\0\0\0\0\0\0\u0001\u0002\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"
				+ "TIT2\0\0\0\u0004\0\0\0One"
				+ "CHAP\0\0\0\u0015\0\0chp1\0\0\0\u0001\u0002\0\0\u0003\u00e8\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"));
	}

	@Test
	void writesFrontCoverAndComment() throws IOException {
		Path cover = Files.write(this.folder.resolve("cover"), new byte[] { 9, 8, 7 });
		assertThat(bytes(new Id3v2Tag().comment("hi").frontCover(cover, "image/png")))
			.isEqualTo(latin("ID3\u0003\0\0\0\0\0\u002bCOMM\0\0\0\u0007\0\0\0XXX\0hi"
					+ "APIC\0\0\0\u0010\0\0\0image/png\0\u0003\0" + "\u0009\u0008\u0007"));
	}

	@Test
	void refusesFramesThatHoldNoText() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Id3v2Tag().text("APIC", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> new Id3v2Tag().text("TXXX", "x"));
	}

	private static byte[] bytes(Id3v2Tag tag) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		tag.writeTo(bytes);
		return bytes.toByteArray();
	}

	private static byte[] latin(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
