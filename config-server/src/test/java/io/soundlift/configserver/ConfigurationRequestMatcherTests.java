package io.soundlift.configserver;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConfigurationRequestMatcher}.
 */
class ConfigurationRequestMatcherTests {

	private final ConfigurationRequestMatcher matcher = new ConfigurationRequestMatcher(
			List.of("gateway", "auth-server"));

	@ParameterizedTest
	@ValueSource(strings = { "/gateway/default", "/auth-server/docker,eu-1", "/gateway/default/v2" })
	void matchesWhatServicesAsk(String path) {
		assertThat(matches("GET", path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/gateway", "/gateway/", "/gateway/default/", "/other/default", "/gateway2/default",
			"/application/default", "/gateway,auth-server/default", "/gateway/../default", "/gateway/default/..",
			"/gateway/default/%2e%2e", "/gateway/%2e%2e%2fetc", "/gateway/default%2fx", "/gateway/default%252fx",
			"/gateway/default/main/application.yml", "/gateway/default/application.yml", "/gateway-default.yml",
			"/gateway-default.json", "/gateway/default;x=1", "/gateway/${user.home}", "/gateway/{label}",
			"/gateway/default,", "/gateway/,default", "/gateway/(_)etc", "/gateway/default/(_)etc", "/gateway//default",
			"/encrypt", "/decrypt", "/encrypt/status", "/key", "/monitor", "/actuator/health", "/actuator/env" })
	void refusesOtherPaths(String path) {
		assertThat(matches("GET", path)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "HEAD", "OPTIONS", "TRACE", "get" })
	void refusesOtherMethods(String method) {
		assertThat(matches(method, "/gateway/default")).isFalse();
	}

	@Test
	void refusesQuery() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/gateway/default");
		request.setQueryString("useDefaultLabel");
		assertThat(this.matcher.matches(request)).isFalse();
	}

	@Test
	void refusesNamesOfUnreasonableLength() {
		assertThat(matches("GET", "/gateway/" + "a".repeat(64))).isTrue();
		assertThat(matches("GET", "/gateway/" + "a".repeat(65))).isFalse();
	}

	private boolean matches(String method, String path) {
		return this.matcher.matches(new MockHttpServletRequest(method, path));
	}

}
