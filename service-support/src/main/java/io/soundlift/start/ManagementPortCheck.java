package io.soundlift.start;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Check of the ports before any bean is created.
 */
final class ManagementPortCheck implements BeanFactoryPostProcessor, EnvironmentAware {

	private ManagementPortType type = ManagementPortType.DIFFERENT;

	@Override
	public void setEnvironment(Environment environment) {
		this.type = ManagementPortType.get(environment);
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		if (this.type == ManagementPortType.SAME) {
			throw new ManagementPortException();
		}
	}

}
