package io.soundlift.authserver.authorization.web;

import java.security.Principal;
import java.util.Set;
import java.util.TreeSet;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.page.FormTargets;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Page that asks a person whether a client may act for them. It shows the stored request,
 * not the address of the page, which can be forged.
 */
@Controller
final class ConsentController {

	private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);

	private final OAuth2AuthorizationService authorizations;

	private final RegisteredClientRepository clients;

	private final Accounts accounts;

	private final FormTargets formTargets;

	ConsentController(OAuth2AuthorizationService authorizations, RegisteredClientRepository clients, Accounts accounts,
			FormTargets formTargets) {
		this.authorizations = authorizations;
		this.clients = clients;
		this.accounts = accounts;
		this.formTargets = formTargets;
	}

	@GetMapping("/consent")
	String consent(@RequestParam String state, @RequestParam(name = "user_code", defaultValue = "") String userCode,
			Principal principal, HttpServletRequest request, Model model) {
		OAuth2Authorization authorization = state.isEmpty() ? null : this.authorizations.findByToken(state, STATE);
		if (authorization == null || !authorization.getPrincipalName().equals(principal.getName())) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
		}
		RegisteredClient client = this.clients.findById(authorization.getRegisteredClientId());
		if (client == null) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
		}
		boolean device = AuthorizationGrantType.DEVICE_CODE.equals(authorization.getAuthorizationGrantType());
		OAuth2AuthorizationRequest codeRequest = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
		if (codeRequest != null) {
			this.formTargets.allowRedirect(request, client.getClientId(), nonNull(codeRequest.getRedirectUri()));
		}
		model.addAttribute("client", client.getClientName());
		model.addAttribute("clientId", client.getClientId());
		model.addAttribute("email", this.accounts.findById(principal.getName()).map(Account::email).orElse(""));
		model.addAttribute("scopes", new TreeSet<>(scopes(authorization, codeRequest)));
		model.addAttribute("state", state);
		model.addAttribute("userCode", userCode);
		model.addAttribute("action", device ? "/oauth2/device_verification" : "/oauth2/authorize");
		return "consent";
	}

	private static Set<String> scopes(OAuth2Authorization authorization,
			@Nullable OAuth2AuthorizationRequest codeRequest) {
		Set<String> scopes = (codeRequest != null) ? codeRequest.getScopes()
				: authorization.getAttribute(OAuth2ParameterNames.SCOPE);
		return (scopes != null) ? scopes : Set.of();
	}

	private static String nonNull(@Nullable String text) {
		return (text != null) ? text : "";
	}

}
