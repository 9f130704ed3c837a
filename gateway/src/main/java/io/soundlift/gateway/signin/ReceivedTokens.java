package io.soundlift.gateway.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;

/**
 * Holder of tokens within the request that receives them. They are stored elsewhere when
 * the sign-in has succeeded.
 */
final class ReceivedTokens implements OAuth2AuthorizedClientRepository {

	private static final String ATTRIBUTE = ReceivedTokens.class.getName();

	@Override
	@SuppressWarnings("unchecked")
	public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(String registration,
			Authentication principal, HttpServletRequest request) {
		return (T) request.getAttribute(ATTRIBUTE);
	}

	@Override
	public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication principal,
			HttpServletRequest request, HttpServletResponse response) {
		request.setAttribute(ATTRIBUTE, client);
	}

	@Override
	public void removeAuthorizedClient(String registration, Authentication principal, HttpServletRequest request,
			HttpServletResponse response) {
		request.removeAttribute(ATTRIBUTE);
	}

}
