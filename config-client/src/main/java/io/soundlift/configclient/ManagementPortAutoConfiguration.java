package io.soundlift.configclient;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Refusal to start a service whose endpoints for operators would be on its main port,
 * where strangers could read them.
 */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(ManagementPortType.class)
class ManagementPortAutoConfiguration {

	/**
	 * Checks the ports before any bean is made.
	 */
	@Bean
	static BeanFactoryPostProcessor managementPortCheck(Environment environment) {
		return (beans) -> {
			if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
				throw new ManagementPortException();
			}
		};
	}

}
