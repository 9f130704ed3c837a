package io.soundlift.system;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One system for all test classes that ask for it: starting one takes half a minute, and
 * two on one broker would take each other's messages. It is closed after the last test.
 */
final class SharedSystem implements ParameterResolver {

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TestSystem.class;
	}

	@Override
	public TestSystem resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getRoot()
			.getStore(Namespace.create(SharedSystem.class))
			.computeIfAbsent(Start.class, (key) -> new Start(), Start.class)
			.result();
	}

	/**
	 * The one attempt to start the system: what fails once is not tried for each test.
	 */
	private static final class Start implements AutoCloseable {

		private final TestSystem system = new TestSystem();

		private final @Nullable RuntimeException failure = attempt();

		private @Nullable RuntimeException attempt() {
			try {
				this.system.start();
				return null;
			}
			catch (RuntimeException ex) {
				return ex;
			}
		}

		TestSystem result() {
			if (this.failure != null) {
				throw this.failure;
			}
			return this.system;
		}

		@Override
		public void close() {
			this.system.close();
		}

	}

}
