package io.soundlift.gateway;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What Spring Boot has no property for.
 */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

	/**
	 * Configures Tomcat so that a client that asks first (RFC 9110, 10.1.1,
	 * {@code Expect: 100-continue}) keeps its bytes when the answer is an error.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnlyWhenTheBodyIsRead() {
		return (factory) -> factory
			.addConnectorCustomizers((connector) -> connector.setProperty("continueResponseTiming", "onRead"));
	}

}
