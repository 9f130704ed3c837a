package io.soundlift.start;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Factory of the services' contexts, which have a {@link TypeIndexedBeanFactory}.
 */
final class TypeIndexedContextFactory implements ApplicationContextFactory, Ordered {

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ConfigurableApplicationContext create(@Nullable WebApplicationType type) {
		return (type == WebApplicationType.SERVLET)
				? new AnnotationConfigServletWebServerApplicationContext(new TypeIndexedBeanFactory()) : null;
	}

}
