package io.soundlift.authserver.authorization.web;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.soundlift.authserver.authorization.ProviderRule;

import org.springframework.security.authentication.AuthenticationProvider;

/**
 * Customizations of the providers of Spring Security's endpoints, by class.
 */
final class ProviderRules implements Consumer<List<AuthenticationProvider>> {

	private final Map<Class<?>, UnaryOperator<AuthenticationProvider>> rules = new HashMap<>();

	private final Set<Class<?>> found = new HashSet<>();

	/**
	 * Configures a provider through its setters.
	 * @param <P> class of the provider
	 * @param type class of the provider
	 * @param settings calls to its setters
	 * @return these rules
	 */
	<P extends AuthenticationProvider> ProviderRules set(Class<P> type, Consumer<P> settings) {
		return add(type, (provider) -> {
			settings.accept(type.cast(provider));
			return provider;
		});
	}

	/**
	 * Wraps a provider with a rule, outside the rules that it already has.
	 * @param type class of the provider
	 * @param rule the rule
	 * @return these rules
	 */
	ProviderRules wrap(Class<? extends AuthenticationProvider> type, ProviderRule rule) {
		return add(type, rule::around);
	}

	/**
	 * Applies the rules to the providers of an endpoint.
	 * @param providers Spring Security's providers, which are changed
	 */
	@Override
	public void accept(List<AuthenticationProvider> providers) {
		providers.forEach((provider) -> this.found.add(provider.getClass()));
		providers.replaceAll(
				(provider) -> this.rules.getOrDefault(provider.getClass(), UnaryOperator.identity()).apply(provider));
	}

	/**
	 * Checks that each rule was applied, since a server without one of them would be
	 * vulnerable to what the rule prevents.
	 * @throws IllegalStateException if there was no provider of a class that has rules
	 */
	void requireApplied() {
		if (!this.found.containsAll(this.rules.keySet())) {
			throw new IllegalStateException("Of " + this.rules.keySet() + " only " + this.found + " were found");
		}
	}

	private ProviderRules add(Class<?> type, UnaryOperator<AuthenticationProvider> rule) {
		this.rules.merge(type, rule, (inner, outer) -> (provider) -> outer.apply(inner.apply(provider)));
		return this;
	}

}
