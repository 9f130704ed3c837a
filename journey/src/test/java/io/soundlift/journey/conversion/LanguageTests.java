package io.soundlift.journey.conversion;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Language}.
 */
class LanguageTests {

	@ParameterizedTest
	@CsvSource({ "de,deu", "DE,deu", "ger,deu", "deu,deu", "fr,fra", "fre,fra", "pt-BR,por", "he,heb", "mis,mis" })
	void bringsNamesIntoOneForm(String name, String language) {
		assertThat(Language.of(name)).contains(language);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "d", "xx", "german", "d1", "-de", "1" })
	void refusesWhatIsNoLanguage(String name) {
		assertThat(Language.of(name)).isEmpty();
	}

}
