package io.soundlift.connection;

import org.apache.coyote.http11.Http11NioProtocol;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * The same limits on the port for operators.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ TomcatServletWebServerFactory.class, Http11NioProtocol.class })
class ManagementConnectionConfiguration {

	@Bean
	GuardedPort guardedManagementPort(ConnectionLimits limits) {
		return new GuardedPort(limits);
	}

}
