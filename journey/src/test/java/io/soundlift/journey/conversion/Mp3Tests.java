package io.soundlift.journey.conversion;

import java.nio.charset.StandardCharsets;

import io.soundlift.journey.file.StoredFile;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mp3} and {@link FileNames}.
 */
class Mp3Tests {

	private static final StoredFile FILE = StoredFile.whole(new ObjectId(), 1, "0", "audio/mpeg");

	/** A letter with an accent of its own, three bytes. */
	private static final String COMPOSED = "e\u0301";

	@ParameterizedTest
	@ValueSource(strings = { "x", "\u00e4", COMPOSED, "\u4e16", "\ud83c\udfb5" })
	void shortensNamesThatFileSystemsDoNotTake(String character) {
		String name = name(character.repeat(300) + ".mp3");
		assertThat(name).matches("(?:" + character + ")+\\.mp3");
		assertThat(bytes(name)).isBetween(250, FileNames.MAX_BYTES);
	}

	@Test
	void cutsACharacterThatIsLongerThanANameBetweenItsCodePoints() {
		String name = name("e" + "\u0301".repeat(300) + ".mp3");
		assertThat(name).matches("e\u0301+\\.mp3");
		assertThat(bytes(name)).isBetween(250, FileNames.MAX_BYTES);
	}

	@Test
	void leavesOtherNamesAsTheyAre() {
		assertThat(name("talk.mp3")).isEqualTo("talk.mp3");
		assertThat(name("x".repeat(251) + ".mp3")).isEqualTo("x".repeat(251) + ".mp3");
		assertThat(name("\u4e16".repeat(83) + "xy.mp3")).isEqualTo("\u4e16".repeat(83) + "xy.mp3");
	}

	@Test
	void leavesNoSpaceBeforeTheExtension() {
		assertThat(name("x".repeat(250) + " and more.mp3")).isEqualTo("x".repeat(250) + ".mp3");
	}

	private static String name(String fileName) {
		return new Mp3(FILE, 1000, fileName).fileName();
	}

	private static int bytes(String name) {
		return name.getBytes(StandardCharsets.UTF_8).length;
	}

}
