package io.soundlift.start;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Bean factory that knows at once if there are no beans of a generic type. Spring's own
 * remembers beans by class only, and for a type such as
 * {@code Customizer<CsrfConfigurer>} compares all beans. Spring Security asks for some 25
 * of those for each filter chain, which was a third of the gateway's start.
 */
final class TypeIndexedBeanFactory extends DefaultListableBeanFactory {

	private static final String[] NONE = {};

	@Override
	public String[] getBeanNamesForType(ResolvableType type, boolean includeNonSingletons, boolean allowEagerInit) {
		Class<?> ofAnyTypeArguments = type.hasGenerics() ? type.resolve() : null;
		return (ofAnyTypeArguments != null && hasNone(ofAnyTypeArguments, includeNonSingletons, allowEagerInit)) ? NONE
				: super.getBeanNamesForType(type, includeNonSingletons, allowEagerInit);
	}

	/**
	 * Whether it is known that there are no such beans, which is as soon as their
	 * definitions can't change any more.
	 */
	private boolean hasNone(@Nullable Class<?> type, boolean includeNonSingletons, boolean allowEagerInit) {
		return isConfigurationFrozen() && allowEagerInit
				&& getBeanNamesForType(type, includeNonSingletons, true).length == 0;
	}

}
