package io.soundlift.gateway.journey;

import io.soundlift.gateway.GatewayProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of the client of Tempo.
 */
@Configuration(proxyBeanMethods = false)
class TempoConfiguration {

	@Bean
	TempoClient tempoClient(GatewayProperties properties) {
		return new TempoClient(properties.tempoUrl(), properties.tempoAuthorization());
	}

}
