package io.soundlift.authserver;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * Clock by which delays last for ever, however slow the machine is. Not annotated, lest
 * other tests' servers find it.
 */
final class StoppedClockConfiguration {

	@Bean
	@Primary
	Clock clockThatStandsStill() {
		return Clock.fixed(Instant.now().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC);
	}

}
