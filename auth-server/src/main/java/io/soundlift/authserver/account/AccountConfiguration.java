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

	@Bean
	PasswordEncoder passwordEncoder(HashingSlots slots) {
		// only bcrypt is slow
		PasswordEncoder bcrypt = new BoundedPasswordEncoder(new BCryptPasswordEncoder(), slots);
		return new DelegatingPasswordEncoder("bcrypt",
				Map.of("bcrypt", bcrypt, MachineSecretEncoder.ID, new MachineSecretEncoder()));
	}

}
