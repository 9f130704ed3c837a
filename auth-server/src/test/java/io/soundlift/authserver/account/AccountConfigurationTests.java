package io.soundlift.authserver.account;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the hashing of passwords as it is in production.
 */
class AccountConfigurationTests {

	private final PasswordEncoder encoder = new AccountConfiguration()
		.passwordEncoder(new HashingSlots(1, Duration.ofMinutes(5)));

	@Test
	void hashesPasswordsWithAThousandRoundsOfBcrypt() {
		String hash = this.encoder.encode("a long password");
		assertThat(hash).startsWith("{bcrypt}$2a$10$");
		assertThat(this.encoder.matches("a long password", hash)).isTrue();
		assertThat(this.encoder.matches("another password", hash)).isFalse();
	}

}
