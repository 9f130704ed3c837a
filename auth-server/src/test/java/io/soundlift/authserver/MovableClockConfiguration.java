package io.soundlift.authserver;

import java.time.Instant;

import io.soundlift.testsupport.MovableClock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * Clock of a server that the test moves. Not annotated, lest other tests' servers find
 * it.
 */
final class MovableClockConfiguration {

	@Bean
	@Primary
	MovableClock movableClock() {
		return new MovableClock(Instant.now());
	}

}
