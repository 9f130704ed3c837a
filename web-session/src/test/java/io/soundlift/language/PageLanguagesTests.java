package io.soundlift.language;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the language that a browser gets.
 */
class PageLanguagesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "de|de", "de-AT,en;q=0.5|de", "en-GB,de;q=0.9|en", "de;q=0.3,en;q=0.7|en",
			"fr,de;q=0.5|de", "fr|en", "*|en", "nonsense;;q=,|en" })
	void isTheFirstOneThatTheBrowserAsksFor(String accepted, String language) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("Accept-Language", accepted);
		assertThat(PageLanguages.of(request).getLanguage()).isEqualTo(language);
	}

	@ParameterizedTest
	@CsvSource({ "de,de", "en,en", "xx,de", "'',de" })
	void isTheOneThatWasChosenIfThereIsSuchOne(String chosen, String language) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("Accept-Language", "de");
		request.setCookies(new Cookie(PageLanguages.COOKIE, chosen));
		assertThat(PageLanguages.of(request).getLanguage()).isEqualTo(language);
	}

	@Test
	void isEnglishWhenNothingIsAskedFor() {
		MockHttpServletRequest request = new MockHttpServletRequest() {

			@Override
			public Enumeration<Locale> getLocales() {
				// as containers do on a German machine
				return Collections.enumeration(List.of(Locale.GERMAN));
			}

		};
		assertThat(PageLanguages.of(request).getLanguage()).isEqualTo("en");
	}

}
