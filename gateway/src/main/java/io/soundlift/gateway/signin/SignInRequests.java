package io.soundlift.gateway.signin;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * Resolver of requests that begin a sign-in, each with the path to which its browser
 * returns.
 */
final class SignInRequests implements OAuth2AuthorizationRequestResolver {

	private final OAuth2AuthorizationRequestResolver requests;

	SignInRequests(ClientRegistrationRepository registrations) {
		this.requests = new DefaultOAuth2AuthorizationRequestResolver(registrations);
	}

	@Override
	public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
		try {
			return withReturnPath(this.requests.resolve(request), request);
		}
		catch (InvalidParameterException ex) {
			// a query that can't be parsed requests no sign-in
			return null;
		}
	}

	@Override
	public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registrationId) {
		return withReturnPath(this.requests.resolve(request, registrationId), request);
	}

	private static @Nullable OAuth2AuthorizationRequest withReturnPath(@Nullable OAuth2AuthorizationRequest attempt,
			HttpServletRequest request) {
		if (attempt == null) {
			return null;
		}
		String path = ReturnPath.safe(request.getParameter(ReturnPath.PARAMETER));
		return OAuth2AuthorizationRequest.from(attempt)
			.attributes((attributes) -> attributes.put(ReturnPath.PARAMETER, path))
			.build();
	}

}
