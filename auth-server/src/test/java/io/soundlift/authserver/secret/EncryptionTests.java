package io.soundlift.authserver.secret;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

import io.soundlift.authserver.AuthServerProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the encryption of stored values.
 */
class EncryptionTests {

	private final Encryption encryption = encryption((byte) 1);

	private final byte[] plain = "a secret".getBytes(StandardCharsets.UTF_8);

	@Test
	void decryptsWhatItEncrypted() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
		assertThat(this.encryption.decrypt(stored, "keys/1")).isEqualTo(this.plain);
	}

	@Test
	void encryptsTheSameValueDifferentlyEachTime() {
		assertThat(this.encryption.encrypt(this.plain, "keys/1"))
			.isNotEqualTo(this.encryption.encrypt(this.plain, "keys/1"));
	}

	@Test
	void refusesValueThatWasMovedElsewhere() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/2"))
			.withMessageContaining("encryption-key");
	}

	@Test
	void refusesValueOfAnotherKey() {
		byte[] stored = encryption((byte) 2).encrypt(this.plain, "keys/1");
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/1"));
	}

	@Test
	void refusesChangedValue() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		stored[stored.length - 1] ^= 1;
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/1"));
	}

	@Test
	void refusesUnknownFormat() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		stored[0] = 9;
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/1"))
			.withMessageContaining("unknown format");
	}

	private static Encryption encryption(byte seed) {
		byte[] key = new byte[32];
		key[0] = seed;
		return new Encryption(new AuthServerProperties(URI.create("http://localhost"),
				Base64.getEncoder().encodeToString(key), "a@b.example", Duration.ZERO, Duration.ZERO, Duration.ZERO,
				Duration.ZERO, Duration.ZERO, new AuthServerProperties.FirstAccount("", "", "", ""), Map.of()));
	}

}
