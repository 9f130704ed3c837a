package io.soundlift.authserver.authorization.web;

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares client secrets and never asks for a newer encoding. Spring Security would save
 * the client with it as it was read, and so undo a deletion or a new secret.
 */
final class NonUpgradingPasswordEncoder implements PasswordEncoder {

	private final PasswordEncoder encoder;

	NonUpgradingPasswordEncoder(PasswordEncoder encoder) {
		this.encoder = encoder;
	}

	@Override
	public @Nullable String encode(@Nullable CharSequence rawPassword) {
		return this.encoder.encode(rawPassword);
	}

	@Override
	public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
		return this.encoder.matches(rawPassword, encodedPassword);
	}

	@Override
	public boolean upgradeEncoding(@Nullable String encodedPassword) {
		return false;
	}

}
