package io.soundlift.configclient;

import io.micrometer.observation.ObservationFilter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Says what the spans of every service must not tell.
 */
@AutoConfiguration
class TracingAutoConfiguration {

	@Bean
	ObservationFilter queryFreeAddresses() {
		return new QueryFreeAddresses();
	}

}
