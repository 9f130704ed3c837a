package io.soundlift.authserver.account;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the rules for passwords.
 */
class PasswordsTests {

	private static final String EMAIL = "ada.lovelace@example.com";

	@ParameterizedTest
	@CsvSource({ "123456789, SHORT", "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00, SHORT",
			"Ada.Lovelace@Example.com, ADDRESS", "ada.lovelace, ADDRESS", "PASSWORD123, COMMON", "qwertyuiop, COMMON" })
	void refusesPasswordsThatAreGuessedFirst(String password, PasswordProblem problem) {
		assertThat(Passwords.problemOf(password, EMAIL)).contains(problem);
	}

	@ParameterizedTest
	@ValueSource(strings = { "abcdefgh i", "correct horse battery staple" })
	void acceptsAnyOtherPasswordOfTenCharacters(String password) {
		assertThat(Passwords.problemOf(password, EMAIL)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "x, 72, 73", "\u00e9, 36, 37" })
	void refusesWhatBcryptWouldCutOff(String character, int longest, int tooLong) {
		assertThat(Passwords.problemOf(character.repeat(longest), EMAIL)).isEmpty();
		assertThat(Passwords.problemOf(character.repeat(tooLong), EMAIL)).isEqualTo(Optional.of(PasswordProblem.LONG));
	}

}
