package io.soundlift.session;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the JSON of session attributes.
 */
class AttributeJsonTests {

	private final AttributeJson json = new AttributeJson(List.of());

	@Test
	void keepsSignIn() {
		Set<GrantedAuthority> authorities = Set
			.of(FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
				.issuedAt(Instant.parse("2026-11-24T09:30:00Z"))
				.build());
		UsernamePasswordAuthenticationToken authentication = UsernamePasswordAuthenticationToken
			.authenticated(new User("an-id", "", authorities), null, authorities);
		authentication.setDetails(new WebAuthenticationDetails("203.0.113.7", "session"));
		SecurityContextImpl context = new SecurityContextImpl(authentication);
		assertThat(roundTrip(context)).isEqualTo(context);
	}

	@Test
	void keepsSignInByOpenIdConnect() {
		Map<String, Object> claims = new HashMap<>(Map.of("sub", "an-id", "iat", Instant.ofEpochSecond(1)));
		OidcIdToken token = new OidcIdToken("token", Instant.ofEpochSecond(1), Instant.ofEpochSecond(2), claims);
		List<GrantedAuthority> authorities = new ArrayList<>(List.of(new OidcUserAuthority(token)));
		SecurityContextImpl context = new SecurityContextImpl(
				new OAuth2AuthenticationToken(new DefaultOidcUser(authorities, token), authorities, "soundlift"));
		assertThat(roundTrip(context)).usingRecursiveComparison().isEqualTo(context);
	}

	@Test
	void keepsAuthorizationRequest() {
		OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
			.authorizationUri("https://a.example/authorize")
			.clientId("client")
			.redirectUri("https://a.example/code")
			.scopes(Set.of("openid"))
			.state("state")
			.attributes(Map.of("registration_id", "soundlift", "code_verifier", "verifier", "nonce", "nonce"))
			.additionalParameters(Map.of("code_challenge", "challenge"))
			.build();
		assertThat(roundTrip(request)).usingRecursiveComparison().isEqualTo(request);
	}

	@Test
	void keepsCsrfToken() {
		DefaultCsrfToken token = new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "value");
		assertThat(roundTrip(token)).usingRecursiveComparison().isEqualTo(token);
	}

	@Test
	void keepsSavedRequest() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/auth/oauth2/authorize");
		request.setQueryString("client_id=a&scope=b%20c");
		request.setParameter("client_id", "a");
		request.addHeader("Accept", "text/html");
		request.setCookies(new Cookie("a", "b"));
		DefaultSavedRequest saved = new DefaultSavedRequest(request);
		DefaultSavedRequest read = (DefaultSavedRequest) roundTrip(saved);
		assertThat(read.getRedirectUrl()).isEqualTo(saved.getRedirectUrl());
		assertThat(read.getParameterMap()).containsKey("client_id");
		assertThat(read.getCookies()).extracting(Cookie::getValue).containsExactly("b");
	}

	@Test
	void keepsPlainValues() {
		for (Object value : List.of("text", 1, 1L, true, Instant.ofEpochMilli(1), new ArrayList<>(List.of("a")))) {
			assertThat(roundTrip(value)).isEqualTo(value);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.ProcessBuilder", "javax.swing.JEditorPane", "java.io.File",
			"org.springframework.context.support.ClassPathXmlApplicationContext", "com.sun.rowset.JdbcRowSetImpl" })
	void makesNoObjectOfTypeThatNobodyAllowed(String type) {
		String stored = """
				{"@class":"java.util.HashMap","value":{"@class":"%s"}}""".formatted(type);
		assertThatException().isThrownBy(() -> this.json.read(stored.getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining(type);
		String array = """
				{"@class":"java.util.HashMap","value":["%s",{}]}""".formatted(type);
		assertThatException().isThrownBy(() -> this.json.read(array.getBytes(StandardCharsets.UTF_8)));
	}

	private Object roundTrip(Object value) {
		return this.json.read(this.json.write("name", value));
	}

}
