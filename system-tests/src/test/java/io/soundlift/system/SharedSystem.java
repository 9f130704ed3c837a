package io.soundlift.system;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives one system to all test classes that ask for it: starting one takes half a minute,
 * and two on one broker would take each other's messages. It is closed after the last
 * test.
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
			.computeIfAbsent(TestSystem.class, (key) -> new TestSystem().start(), TestSystem.class);
	}

}
