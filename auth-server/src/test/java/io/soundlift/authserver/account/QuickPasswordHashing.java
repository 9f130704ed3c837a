package io.soundlift.authserver.account;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords that are hashed as in production but with the least number of rounds: with
 * all of them, hashing was more than half of the processor time of these tests.
 */
@TestConfiguration(proxyBeanMethods = false)
public class QuickPasswordHashing {

	@Bean
	@Primary
	PasswordEncoder quickPasswordEncoder(HashingSlots slots) {
		return AccountConfiguration.passwordEncoder(slots, 4);
	}

}
