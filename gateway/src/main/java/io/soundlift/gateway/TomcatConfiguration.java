package io.soundlift.gateway;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Settings of Tomcat for which Spring Boot has no property.
 */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

	/**
	 * Configures Tomcat so that a client that sends {@code Expect: 100-continue} (RFC
	 * 9110, 10.1.1) does not send its body if the response is an error.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnlyWhenTheBodyIsRead() {
		return (factory) -> factory
			.addConnectorCustomizers((connector) -> connector.setProperty("continueResponseTiming", "onRead"));
	}

}
