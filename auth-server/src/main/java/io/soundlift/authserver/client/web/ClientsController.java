package io.soundlift.authserver.client.web;

import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.soundlift.authserver.client.ApiClientCreation;
import io.soundlift.authserver.client.ApiClientName;
import io.soundlift.authserver.client.ApiClients;
import io.soundlift.authserver.client.ApiScopes;
import io.soundlift.support.Secrets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Page that lists an account's clients and creates new ones.
 */
@Controller
final class ClientsController {

	private final ApiClients clients;

	private final ClientRequests requests;

	private final SecretPage secretPage;

	ClientsController(ApiClients clients, ClientRequests requests, SecretPage secretPage) {
		this.clients = clients;
		this.requests = requests;
		this.secretPage = secretPage;
	}

	@GetMapping("/clients")
	String list(@RequestParam(defaultValue = "") String outcome, Principal principal, Model model) {
		List<ClientView> views = this.clients.list(principal.getName()).stream().map(ClientView::of).toList();
		model.addAttribute("clients", views);
		model.addAttribute("outcome", outcome);
		return "clients";
	}

	@GetMapping("/clients/new")
	String form(Model model) {
		return show("", ApiScopes.ALL, Secrets.newToken(), model);
	}

	/**
	 * The secret is in the response itself, since it must not be in an address or a
	 * session.
	 */
	@PostMapping("/clients")
	String create(@RequestParam String form, @RequestParam(defaultValue = "") String name,
			@RequestParam(defaultValue = "") List<String> scope, Authentication person, HttpServletRequest request,
			HttpServletResponse response, Model model) {
		Optional<String> normalised = ApiClientName.normalise(name);
		if (normalised.isEmpty()) {
			return refuse("name", HttpStatus.UNPROCESSABLE_CONTENT, name, scope, form, response, model);
		}
		if (!ApiScopes.areGrantable(scope)) {
			return refuse("scope", HttpStatus.UNPROCESSABLE_CONTENT, name, scope, form, response, model);
		}
		ApiClientCreation creation = this.clients.create(this.requests.of(person, request), form, normalised.get(),
				Set.copyOf(scope));
		if (creation instanceof ApiClientCreation.Created created) {
			return this.secretPage.show(created.issued(), response, model);
		}
		if (creation instanceof ApiClientCreation.Repeated) {
			return "redirect:/clients?outcome=repeated";
		}
		return refuse("full", HttpStatus.CONFLICT, name, scope, form, response, model);
	}

	private static String refuse(String problem, HttpStatus status, String name, List<String> scopes, String form,
			HttpServletResponse response, Model model) {
		response.setStatus(status.value());
		model.addAttribute("problem", problem);
		return show(name, scopes, form, model);
	}

	private static String show(String name, List<String> scopes, String form, Model model) {
		model.addAttribute("name", name);
		model.addAttribute("chosen", scopes);
		model.addAttribute("scopes", ApiScopes.ALL);
		model.addAttribute("form", form);
		model.addAttribute("max", ApiClients.MAX_PER_ACCOUNT);
		return "client-new";
	}

}
