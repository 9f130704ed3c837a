package io.soundlift.start;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TypeIndexedBeanFactory}.
 */
class TypeIndexedBeanFactoryTests {

	private final TypeIndexedBeanFactory beans = new TypeIndexedBeanFactory();

	@Test
	void findsBeansByTheirTypeArgumentsBeforeAndAfterItIsFrozen() {
		register("texts", ResolvableType.forClassWithGenerics(Supplier.class, String.class), () -> "text");
		register("numbers", ResolvableType.forClassWithGenerics(Supplier.class, Integer.class), () -> 1);
		for (boolean frozen : List.of(false, true)) {
			if (frozen) {
				this.beans.freezeConfiguration();
			}
			assertThat(names(Supplier.class, String.class)).containsExactly("texts");
			assertThat(names(Supplier.class, Integer.class)).containsExactly("numbers");
			assertThat(names(Supplier.class, Long.class)).isEmpty();
			assertThat(names(Consumer.class, String.class)).isEmpty();
		}
	}

	@Test
	void findsSingletonThatIsAddedAfterItWasAskedFor() {
		this.beans.freezeConfiguration();
		assertThat(names(Supplier.class, String.class)).isEmpty();
		this.beans.registerSingleton("late", new Texts());
		assertThat(names(Supplier.class, String.class)).containsExactly("late");
		ObjectProvider<Supplier<String>> provider = this.beans
			.getBeanProvider(ResolvableType.forClassWithGenerics(Supplier.class, String.class));
		assertThat(provider.getObject().get()).isEqualTo("text");
	}

	@Test
	void findsBeanOnceItsInstanceShowsItsType() {
		RootBeanDefinition definition = new RootBeanDefinition(Object.class, Texts::new);
		this.beans.registerBeanDefinition("declaredAsObject", definition);
		this.beans.freezeConfiguration();
		assertThat(names(Supplier.class, String.class)).isEmpty();
		this.beans.getBean("declaredAsObject");
		assertThat(names(Supplier.class, String.class)).containsExactly("declaredAsObject");
	}

	@Test
	void comparesBeansOnceForAllTypeArguments() {
		CountingFactoryBean counting = new CountingFactoryBean();
		this.beans.registerSingleton("counting", counting);
		this.beans.freezeConfiguration();
		assertThat(names(Consumer.class, String.class)).isEmpty();
		int asked = counting.asked;
		assertThat(asked).isPositive();
		assertThat(names(Consumer.class, Integer.class)).isEmpty();
		assertThat(counting.asked).isEqualTo(asked);
	}

	@Test
	void isTheBeanFactoryOfEveryService() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Empty.class)
			.web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--spring.cloud.config.enabled=false", "--spring.main.banner-mode=off")) {
			assertThat(context.getBeanFactory()).isInstanceOf(TypeIndexedBeanFactory.class);
		}
	}

	private void register(String name, ResolvableType type, Supplier<Object> result) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setInstanceSupplier(() -> result);
		this.beans.registerBeanDefinition(name, definition);
	}

	private String[] names(Class<?> type, Class<?> argument) {
		return this.beans.getBeanNamesForType(ResolvableType.forClassWithGenerics(type, argument));
	}

	/**
	 * Supplier whose type argument is known of its class.
	 */
	private static final class Texts implements Supplier<String> {

		@Override
		public String get() {
			return "text";
		}

	}

	/**
	 * Factory that is asked for the type of its bean whenever beans are compared.
	 */
	private static final class CountingFactoryBean implements FactoryBean<String> {

		private int asked;

		@Override
		public Class<String> getObjectType() {
			this.asked++;
			return String.class;
		}

		@Override
		public @Nullable String getObject() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

		@Bean
		ServletWebServerFactory webServer() {
			return new TomcatServletWebServerFactory(0);
		}

	}

}
