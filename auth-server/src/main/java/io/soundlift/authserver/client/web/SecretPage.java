package io.soundlift.authserver.client.web;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.client.IssuedSecret;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/**
 * Page that shows a secret, in a response that must not be cached.
 */
@Component
final class SecretPage {

	private final AuthServerProperties properties;

	SecretPage(AuthServerProperties properties) {
		this.properties = properties;
	}

	String show(IssuedSecret issued, HttpServletResponse response, Model model) {
		response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
		model.addAttribute("client", ClientView.of(issued.client()));
		model.addAttribute("secret", issued.secret());
		model.addAttribute("tokenEndpoint", tokenEndpoint());
		return "client-secret";
	}

	String tokenEndpoint() {
		return this.properties.issuer() + "/oauth2/token";
	}

}
