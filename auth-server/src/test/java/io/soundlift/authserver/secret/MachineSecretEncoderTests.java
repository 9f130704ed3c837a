package io.soundlift.authserver.secret;

import io.soundlift.support.Secrets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MachineSecretEncoder}.
 */
class MachineSecretEncoderTests {

	private final MachineSecretEncoder encoder = new MachineSecretEncoder();

	@Test
	void matchesOnlyTheSecretThatWasEncoded() {
		String secret = Secrets.newToken();
		String encoded = this.encoder.encode(secret);
		assertThat(encoded).hasSize(43).doesNotContain(secret);
		assertThat(this.encoder.matches(secret, encoded)).isTrue();
		assertThat(this.encoder.matches(secret + "x", encoded)).isFalse();
		assertThat(this.encoder.matches(secret, encoded + "x")).isFalse();
		assertThat(this.encoder.matches("", encoded)).isFalse();
		assertThat(this.encoder.matches(secret, "")).isFalse();
	}

	@Test
	void knowsItsOwnEncodingByTheNameInFront() {
		assertThat(MachineSecretEncoder.hasEncoded("{machine-sha256}x")).isTrue();
		assertThat(MachineSecretEncoder.hasEncoded("{bcrypt}x")).isFalse();
		assertThat(MachineSecretEncoder.hasEncoded("machine-sha256")).isFalse();
		assertThat(MachineSecretEncoder.hasEncoded(null)).isFalse();
	}

}
