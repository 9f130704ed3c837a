package io.soundlift.telemetry;

import io.micrometer.observation.ObservationFilter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what spans must not contain.
 */
@AutoConfiguration
class TracingAutoConfiguration {

	@Bean
	ObservationFilter queryFreeAddresses() {
		return new QueryRedaction();
	}

}
