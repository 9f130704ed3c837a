package io.soundlift.journey.upkeep;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the upkeep.
 *
 * @param stallTimeout time that a write or a deletion of a file may stand still before
 * the janitor ends it
 * @param orphanMinAge age from which on a file that no conversion refers to, and that no
 * unfinished write explains, is removed
 */
@ConfigurationProperties("soundlift.upkeep")
record UpkeepProperties(@DefaultValue("15m") Duration stallTimeout, @DefaultValue("1d") Duration orphanMinAge) {

	UpkeepProperties {
		if (stallTimeout.compareTo(Duration.ofMinutes(1)) < 0) {
			throw new IllegalArgumentException("soundlift.upkeep.stall-timeout must be at least one minute");
		}
		if (orphanMinAge.compareTo(Duration.ofHours(1)) < 0) {
			throw new IllegalArgumentException("soundlift.upkeep.orphan-min-age must be at least one hour");
		}
	}

}
