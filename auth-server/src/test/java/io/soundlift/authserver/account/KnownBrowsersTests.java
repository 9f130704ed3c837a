package io.soundlift.authserver.account;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.soundlift.encryption.Encryption;
import io.soundlift.testsupport.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the proof that an account knows a browser.
 */
class KnownBrowsersTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));

	private final KnownBrowsers browsers = new KnownBrowsers(encryption("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
			this.clock);

	@Test
	void recognisesBrowserForTheAccountThatSignedInThere() {
		String proof = this.browsers.remember("", "ada");
		assertThat(this.browsers.find(proof, "ada")).isPresent();
		assertThat(this.browsers.find(proof, "bob")).isEmpty();
	}

	@Test
	void givesEachBrowserItsOwnId() {
		assertThat(this.browsers.find(this.browsers.remember("", "ada"), "ada"))
			.isNotEqualTo(this.browsers.find(this.browsers.remember("", "ada"), "ada"));
	}

	@Test
	void keepsIdAndOtherAccountsOfTheBrowser() {
		String first = this.browsers.remember("", "ada");
		String second = this.browsers.remember(first, "bob");
		Optional<String> browser = this.browsers.find(first, "ada");
		assertThat(this.browsers.find(second, "ada")).isPresent().isEqualTo(browser);
		assertThat(this.browsers.find(second, "bob")).isEqualTo(browser);
	}

	@Test
	void keepsTheLastSixAccountsOnly() {
		String proof = "";
		for (int i = 0; i < 7; i++) {
			proof = this.browsers.remember(proof, "account" + i);
		}
		assertThat(this.browsers.find(proof, "account0")).isEmpty();
		assertThat(this.browsers.find(proof, "account1")).isPresent();
		assertThat(this.browsers.find(proof, "account6")).isPresent();
	}

	@Test
	void forgetsBrowserAfterAYear() {
		String proof = this.browsers.remember("", "ada");
		this.clock.advance(Duration.ofDays(364));
		assertThat(this.browsers.find(proof, "ada")).isPresent();
		this.clock.advance(Duration.ofDays(2));
		assertThat(this.browsers.find(proof, "ada")).isEmpty();
	}

	@Test
	void ignoresForgedProofs() {
		String foreign = new KnownBrowsers(encryption("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDI="), this.clock)
			.remember("", "ada");
		String proof = this.browsers.remember("", "ada");
		for (String forged : List.of(foreign, "ada", "%%%", proof.substring(1), proof + "A".repeat(1000))) {
			assertThat(this.browsers.find(forged, "ada")).as(forged).isEmpty();
			assertThat(this.browsers.find(this.browsers.remember(forged, "ada"), "ada")).isPresent();
		}
	}

	private static Encryption encryption(String key) {
		return new Encryption(key, List.of(), "test.encryption-key");
	}

}
