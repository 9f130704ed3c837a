package io.soundlift.journey.conversion;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CleanText}.
 */
class CleanTextTests {

	@Test
	void dropsWhatCouldForgeALineOrTurnTheTextAround() {
		assertThat(CleanText.of(" a\r\n  Stream #0:1: Audio: mp3\u0000\u001b[31m\u202Ex\u2028y "))
			.isEqualTo("a Stream #0:1: Audio: mp3[31mx y");
	}

	@Test
	void keepsWhatJoinsLettersAndComposesAccents() {
		assertThat(CleanText.of("\u0645\u06cc\u200c\u062e u\u0308")).isEqualTo("\u0645\u06cc\u200c\u062e \u00fc");
	}

	@Test
	void cutsBetweenCharacters() {
		assertThat(CleanText.limit("\uD83C\uDFB5".repeat(3), 2)).isEqualTo("\uD83C\uDFB5".repeat(2));
		assertThat(CleanText.limit("ab", 2)).isEqualTo("ab");
	}

}
