package io.soundlift.authserver.authorization.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.springframework.security.authentication.AuthenticationProvider;

/**
 * What differs in the providers of Spring Security's endpoints, by their classes.
 */
final class ProviderRules implements Consumer<List<AuthenticationProvider>> {

	private final Map<Class<?>, UnaryOperator<AuthenticationProvider>> rules = new HashMap<>();

	/**
	 * Sets up a provider by its own setters.
	 * @param <P> class of the provider
	 * @param type class of the provider
	 * @param settings call of its setters
	 * @return these rules
	 */
	<P extends AuthenticationProvider> ProviderRules set(Class<P> type, Consumer<P> settings) {
		return add(type, (provider) -> {
			settings.accept(type.cast(provider));
			return provider;
		});
	}

	/**
	 * Puts a rule around a provider, and around the rules that it has already.
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
		providers.replaceAll(
				(provider) -> this.rules.getOrDefault(provider.getClass(), UnaryOperator.identity()).apply(provider));
	}

	private ProviderRules add(Class<?> type, UnaryOperator<AuthenticationProvider> rule) {
		this.rules.merge(type, rule, (inner, outer) -> (provider) -> outer.apply(inner.apply(provider)));
		return this;
	}

}
