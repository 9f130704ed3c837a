package io.soundlift.authserver.authorization.web;

import java.util.ArrayList;
import java.util.List;

import io.soundlift.authserver.authorization.ProviderRule;
import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.AnonymousAuthenticationProvider;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.RememberMeAuthenticationProvider;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for rules around providers of Spring Security.
 */
class ProviderRulesTests {

	private static final String KEY = "a key";

	private final Authentication request = new AnonymousAuthenticationToken(KEY, "somebody",
			AuthorityUtils.createAuthorityList("ANY"));

	private final List<String> calls = new ArrayList<>();

	private final AuthenticationProvider other = new RememberMeAuthenticationProvider(KEY);

	private final List<AuthenticationProvider> providers = new ArrayList<>(
			List.of(new AnonymousAuthenticationProvider(KEY), this.other));

	@Test
	void putsEachRuleAroundThoseBeforeIt() {
		ProviderRules rules = new ProviderRules()
			.set(AnonymousAuthenticationProvider.class, (provider) -> this.calls.add("set " + provider.getKey()))
			.wrap(AnonymousAuthenticationProvider.class, called("inner"))
			.wrap(AnonymousAuthenticationProvider.class, called("outer"));
		rules.accept(this.providers);
		assertThat(this.providers.get(0).authenticate(this.request)).isSameAs(this.request);
		assertThat(this.calls).containsExactly("set a key", "outer", "inner");
	}

	@Test
	void leavesToProvidersWhichRequestsTheySupport() {
		new ProviderRules().wrap(AnonymousAuthenticationProvider.class, called("rule")).accept(this.providers);
		assertThat(this.providers.get(0).supports(AnonymousAuthenticationToken.class)).isTrue();
		assertThat(this.providers.get(0).supports(RememberMeAuthenticationToken.class)).isFalse();
	}

	@Test
	void leavesProvidersWithoutRulesAlone() {
		new ProviderRules().wrap(AnonymousAuthenticationProvider.class, called("rule")).accept(this.providers);
		assertThat(this.providers.get(1)).isSameAs(this.other);
	}

	@Test
	void refusesRulesOfProvidersThatAreNotThere() {
		ProviderRules rules = new ProviderRules().wrap(AnonymousAuthenticationProvider.class, called("rule"));
		assertThatIllegalStateException().isThrownBy(rules::requireApplied)
			.withMessageContaining("AnonymousAuthenticationProvider");
		rules.accept(this.providers);
		rules.requireApplied();
		rules.wrap(TestingAuthenticationProvider.class, called("rule"));
		assertThatIllegalStateException().isThrownBy(rules::requireApplied)
			.withMessageContaining("TestingAuthenticationProvider");
	}

	private ProviderRule called(String name) {
		return (authentication, provider) -> {
			this.calls.add(name);
			return provider.authenticate(authentication);
		};
	}

}
