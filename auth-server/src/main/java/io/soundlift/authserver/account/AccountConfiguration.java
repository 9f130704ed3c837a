package io.soundlift.authserver.account;

import java.util.Map;

import io.soundlift.authserver.secret.MachineSecretEncoder;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Configuration of the encoding of passwords and of generated secrets.
 */
@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

	/** Cost factor of bcrypt, Spring Security's default. */
	static final int STRENGTH = 10;

	@Bean
	PasswordEncoder passwordEncoder(HashingSlots slots) {
		return passwordEncoder(slots, STRENGTH);
	}

	/**
	 * Returns an encoder of passwords and of generated secrets.
	 * @param slots where passwords are hashed
	 * @param strength binary logarithm of the rounds of bcrypt, 4 to 31
	 */
	static PasswordEncoder passwordEncoder(HashingSlots slots, int strength) {
		// only bcrypt is slow
		PasswordEncoder bcrypt = new BoundedPasswordEncoder(new BCryptPasswordEncoder(strength), slots);
		return new DelegatingPasswordEncoder("bcrypt",
				Map.of("bcrypt", bcrypt, MachineSecretEncoder.ID, new MachineSecretEncoder()));
	}

}
