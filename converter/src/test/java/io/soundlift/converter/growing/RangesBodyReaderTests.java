package io.soundlift.converter.growing;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import io.soundlift.journey.file.FileRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for bodies of ranges as they come.
 */
class RangesBodyReaderTests {

	private static final String TWO = "preamble\r\n--b\r\nContent-Range: bytes 2-4/10\r\n\r\nabc"
			+ "\r\n--b\r\ncontent-type: a/b\r\ncontent-range: bytes 0-1/10\r\n\r\nde\r\n--b--";

	@ParameterizedTest
	@ValueSource(strings = { "", "\r\n", "\r\nwhat comes\r\nbehind" })
	void readsEachRangeAndTheWholeBody(String behind) throws IOException {
		InputStream content = stream(TWO + behind);
		RangesBodyReader body = new RangesBodyReader(content, "multipart/byteranges; boundary=b");
		assertThat(body.next()).isEqualTo(new FileRange(2, 3));
		assertThat(body.sizeBytes()).isEqualTo(10);
		assertThat(read(body, 3)).isEqualTo("abc");
		assertThat(body.next()).isEqualTo(new FileRange(0, 2));
		assertThat(read(body, 2)).isEqualTo("de");
		assertThat(body.next()).isNull();
		assertThat(content.read()).isEqualTo(-1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "4-2/10", "0-10/10", "0-1/*", "-5/10", "0-1/9999999999999999999" })
	void acceptsNoRangeThatCannotBe(String range) throws IOException {
		RangesBodyReader body = new RangesBodyReader(
				stream("--b\r\nContent-Range: bytes " + range + "\r\n\r\nab\r\n--b--\r\n"),
				"multipart/byteranges; boundary=\"b\"");
		assertThatExceptionOfType(NotStreamableException.class).isThrownBy(body::next);
	}

	@Test
	void saysSoWhenTheBodyEndsTooSoon() throws IOException {
		RangesBodyReader body = new RangesBodyReader(stream(TWO.substring(0, TWO.indexOf("bc"))),
				"multipart/byteranges; boundary=b");
		body.next();
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(body, 3));
		RangesBodyReader nothing = new RangesBodyReader(stream(""), "multipart/byteranges; boundary=b");
		assertThatExceptionOfType(EOFException.class).isThrownBy(nothing::next);
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String read(RangesBodyReader body, int length) throws IOException {
		byte[] bytes = new byte[length];
		for (int count = 0; count < length;) {
			count += body.read(bytes, count, Math.min(2, length - count));
		}
		return new String(bytes, StandardCharsets.US_ASCII);
	}

}
