package io.soundlift.journey.upkeep;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the upkeep.
 *
 * @param patience time that a write or a deletion of a file may stand still before the
 * janitor ends it
 */
@ConfigurationProperties("soundlift.upkeep")
record UpkeepProperties(@DefaultValue("15m") Duration patience) {

	UpkeepProperties {
		if (patience.compareTo(Duration.ofMinutes(1)) < 0) {
			throw new IllegalArgumentException("soundlift.upkeep.patience must be at least one minute");
		}
	}

}
