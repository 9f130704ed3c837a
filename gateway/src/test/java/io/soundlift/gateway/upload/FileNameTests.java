package io.soundlift.gateway.upload;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FileName}.
 */
class FileNameTests {

	@ParameterizedTest
	@CsvSource(nullValues = "null", value = { "talk.mp4,talk.mp4", "null,video", "'',video", "'  ',video", "..,video",
			"a/b/c.mkv,c.mkv", "C:\\videos\\c.avi,c.avi", "../../etc/passwd,passwd", "' a  b .mp4 ','a b .mp4'" })
	void keepsTheLastPartWithSimpleSpaces(@Nullable String raw, String clean) {
		assertThat(FileName.clean(raw)).isEqualTo(clean);
	}

	@Test
	void dropsWhatCouldForgeALineOrTurnTheTextAround() {
		assertThat(FileName.clean("a\r\nSet-Cookie: x\u202Egpm.mp4\u0000")).isEqualTo("a Set-Cookie: xgpm.mp4");
	}

	@Test
	void composesAccents() {
		assertThat(FileName.clean("u\u0308bung.mp4")).isEqualTo("\u00FCbung.mp4");
	}

	@Test
	void cutsLongNamesBetweenCharacters() {
		String name = FileName.clean("\uD83C\uDFB5".repeat(300));
		assertThat(name.codePointCount(0, name.length())).isEqualTo(FileName.MAX_CODE_POINTS);
	}

}
