package io.soundlift.journey.upkeep;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the upkeep.
 *
 * @param stallTimeout time without progress after which the janitor ends a write or
 * deletion of a file
 * @param orphanMinAge minimum age at which a file without a conversion and without an
 * unfinished write is removed
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
