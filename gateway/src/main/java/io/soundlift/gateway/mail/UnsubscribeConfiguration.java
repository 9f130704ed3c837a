package io.soundlift.gateway.mail;

import io.soundlift.gateway.share.TokenRedaction;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of links that turn mails off.
 */
@Configuration(proxyBeanMethods = false)
class UnsubscribeConfiguration {

	@Bean
	TokenRedaction tokenFreeUnsubscribeAddresses() {
		return new TokenRedaction(UnsubscribeController.PATH);
	}

}
