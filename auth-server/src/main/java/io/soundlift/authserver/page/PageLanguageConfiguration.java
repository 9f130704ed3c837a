package io.soundlift.authserver.page;

import io.soundlift.language.PageLocaleResolver;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.LocaleResolver;

/**
 * Configuration of the language of pages, which is chosen as the gateway chooses that of
 * its own.
 */
@Configuration(proxyBeanMethods = false)
class PageLanguageConfiguration {

	@Bean
	LocaleResolver localeResolver() {
		return new PageLocaleResolver();
	}

}
