package io.soundlift.system;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that attackers keep nobody from being served. {@code docs/faults.md} says how to
 * run the long form.
 */
@OnOwnSystem
class SiegeTests {

	@Test
	@EnabledIfSystemProperty(named = "siege.seconds", matches = "\\d{3,}",
			disabledReason = "It takes an hour, and is a form of its own: mvn verify -Psiege")
	void servesOthersWhileAttackersTakeTurns() throws IOException, InterruptedException {
		SiegeOptions options = SiegeOptions.ofProperties();
		try (FaultySystem system = new FaultySystem(FaultOptions.ofProperties(), "siege", true).start()) {
			FaultLedger ledger = new SiegeRun(options, system).run();
			assertThat(ledger.violations()).as(ledger.toString()).isEmpty();
			assertThat(ledger.count("  acknowledged")).isEqualTo(options.conversions());
		}
	}

}
