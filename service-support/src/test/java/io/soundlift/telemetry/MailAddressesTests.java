package io.soundlift.telemetry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MailAddresses}.
 */
class MailAddressesTests {

	@Test
	void replacesEachAddressAndNothingElse() {
		assertThat(MailAddresses.removeFrom("550 5.1.1 <owner@example.org>: User anna+mp3@a-b.example.co unknown."))
			.isEqualTo("550 5.1.1 <(address)>: User (address) unknown.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Uses io.soundlift.Store@1a2b3c4d now", "@example.org", "a @ b.org", "key: a@" })
	void keepsWhatIsNoAddress(String text) {
		assertThat(MailAddresses.removeFrom(text)).isEqualTo(text);
	}

	@Test
	void copesWithLongText() {
		String text = "x".repeat(5_000_000) + " @";
		assertThat(MailAddresses.removeFrom(text)).isEqualTo(text);
	}

}
