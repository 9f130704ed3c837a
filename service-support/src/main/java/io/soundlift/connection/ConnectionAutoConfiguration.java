package io.soundlift.connection;

import org.apache.coyote.http11.Http11NioProtocol;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Limits on the connections of a service's own port.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ TomcatServletWebServerFactory.class, Http11NioProtocol.class })
@EnableConfigurationProperties(ConnectionLimits.class)
class ConnectionAutoConfiguration {

	@Bean
	GuardedPort guardedPort(ConnectionLimits limits) {
		return new GuardedPort(limits);
	}

	@Bean
	FilterRegistrationBean<RequestBodyFilter> requestBodyFilter() {
		FilterRegistrationBean<RequestBodyFilter> registration = new FilterRegistrationBean<>(new RequestBodyFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

}
