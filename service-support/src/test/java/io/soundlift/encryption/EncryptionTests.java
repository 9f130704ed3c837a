package io.soundlift.encryption;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the encryption of stored values.
 */
class EncryptionTests {

	private final Encryption encryption = new Encryption(key(1), List.of(), "a.property");

	private final Encryption rotated = new Encryption(key(2), List.of(key(9), key(1)), "a.property");

	private final byte[] plain = "a secret".getBytes(StandardCharsets.UTF_8);

	@Test
	void decryptsWhatItEncrypted() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
		assertThat(this.encryption.decrypt(stored, "keys/1")).isEqualTo(this.plain);
	}

	@Test
	void encryptsEmptyValue() {
		byte[] stored = this.encryption.encrypt(new byte[0], "keys/1");
		assertThat(this.encryption.decrypt(stored, "keys/1")).isEmpty();
	}

	@Test
	void encryptsTheSameValueDifferentlyEachTime() {
		assertThat(this.encryption.encrypt(this.plain, "keys/1"))
			.isNotEqualTo(this.encryption.encrypt(this.plain, "keys/1"));
	}

	@Test
	void decryptsWhatAPreviousKeyEncryptedAndKnowsIt() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		assertThat(this.encryption.isUnderCurrentKey(stored)).isTrue();
		assertThat(this.rotated.decrypt(stored, "keys/1")).isEqualTo(this.plain);
		assertThat(this.rotated.isUnderCurrentKey(stored)).isFalse();
	}

	@Test
	void encryptsUnderTheCurrentKeyOnly() {
		byte[] stored = this.rotated.encrypt(this.plain, "keys/1");
		assertThat(this.rotated.isUnderCurrentKey(stored)).isTrue();
		assertThat(new Encryption(key(2), List.of(), "a.property").decrypt(stored, "keys/1")).isEqualTo(this.plain);
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/1"));
	}

	@Test
	void takesBlankPreviousKeysAsNone() {
		Encryption blank = new Encryption(key(1), List.of("", " "), "a.property");
		assertThat(blank.decrypt(this.encryption.encrypt(this.plain, "a"), "a")).isEqualTo(this.plain);
	}

	@Test
	void refusesValueThatWasMovedElsewhereAndNamesTheProperty() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/2"))
			.withMessageContaining("a.property")
			.withMessageContaining("keys/2");
	}

	@Test
	void refusesValueOfUnknownKeyAndNamesTheProperty() {
		byte[] stored = new Encryption(key(3), List.of(), "another").encrypt(this.plain, "keys/1");
		assertThatIllegalStateException().isThrownBy(() -> this.rotated.decrypt(stored, "keys/1"))
			.withMessageContaining("a.property");
	}

	@Test
	void refusesValueWithAnyByteChanged() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		for (int i = 0; i < stored.length; i++) {
			byte[] changed = stored.clone();
			changed[i] ^= 1;
			assertThatIllegalStateException().as("byte %d", i)
				.isThrownBy(() -> this.encryption.decrypt(changed, "keys/1"));
		}
	}

	@Test
	void refusesUnknownFormat() {
		byte[] stored = this.encryption.encrypt(this.plain, "keys/1");
		stored[0] = 9;
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/1"))
			.withMessageContaining("unknown format");
		assertThat(this.encryption.isUnderCurrentKey(stored)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 4, 5, 12, 17 })
	void refusesCutOffValue(int length) {
		byte[] stored = Arrays.copyOf(this.encryption.encrypt(this.plain, "keys/1"), length);
		assertThatIllegalStateException().isThrownBy(() -> this.encryption.decrypt(stored, "keys/1"));
		assertThat(this.encryption.isUnderCurrentKey(Arrays.copyOf(stored, Math.min(length, 4)))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "c2hvcnQ=", "not base64!" })
	void refusesBadKeyAndNamesThePropertyButNotTheKey(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Encryption(key, List.of(), "a.property"))
			.withMessageContaining("a.property")
			.withNoCause();
		if (!key.isEmpty()) {
			assertThatIllegalArgumentException().isThrownBy(() -> new Encryption(key(1), List.of(key), "a.property"))
				.withMessageContaining("previous key of a.property")
				.withMessageNotContaining(key);
		}
	}

	private static String key(int seed) {
		byte[] key = new byte[32];
		key[0] = (byte) seed;
		return Base64.getEncoder().encodeToString(key);
	}

}
