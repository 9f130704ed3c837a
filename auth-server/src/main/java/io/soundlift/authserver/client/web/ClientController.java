package io.soundlift.authserver.client.web;

import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.soundlift.authserver.client.ApiClientName;
import io.soundlift.authserver.client.ApiClients;
import io.soundlift.authserver.client.ApiScopes;
import io.soundlift.authserver.client.IssuedSecret;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Page that shows and changes one client. It is not found except by its owner.
 */
@Controller
@RequestMapping("/clients/{clientId}")
final class ClientController {

	private final ApiClients clients;

	private final ClientRequests requests;

	private final SecretPage secretPage;

	ClientController(ApiClients clients, ClientRequests requests, SecretPage secretPage) {
		this.clients = clients;
		this.requests = requests;
		this.secretPage = secretPage;
	}

	@GetMapping
	String show(@PathVariable String clientId, @RequestParam(defaultValue = "") String outcome, Principal principal,
			Model model) {
		ClientView client = find(principal, clientId);
		model.addAttribute("outcome", outcome);
		return form(client, client.name(), client.scopes(), model);
	}

	@PostMapping
	String change(@PathVariable String clientId, @RequestParam(defaultValue = "") String name,
			@RequestParam(defaultValue = "") List<String> scope, Principal principal, HttpServletResponse response,
			Model model) {
		ClientView client = find(principal, clientId);
		Optional<String> normalised = ApiClientName.normalise(name);
		if (normalised.isEmpty() || !ApiScopes.areGrantable(scope)) {
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("problem", normalised.isEmpty() ? "name" : "scope");
			return form(client, name, scope, model);
		}
		if (!this.clients.change(principal.getName(), clientId, normalised.get(), Set.copyOf(scope))) {
			throw notFound();
		}
		return "redirect:/clients/{clientId}?outcome=saved";
	}

	@GetMapping("/secret")
	String askForSecret(@PathVariable String clientId, Principal principal, Model model) {
		model.addAttribute("client", find(principal, clientId));
		return "client-rotate";
	}

	@PostMapping("/secret")
	String rotateSecret(@PathVariable String clientId, @RequestParam int version, Authentication person,
			HttpServletRequest request, HttpServletResponse response, Model model) {
		find(person, clientId);
		Optional<IssuedSecret> issued = this.clients.rotateSecret(this.requests.of(person, request), clientId, version);
		return issued.map((secret) -> this.secretPage.show(secret, response, model))
			.orElse("redirect:/clients/{clientId}?outcome=overtaken");
	}

	@GetMapping("/delete")
	String askForDeletion(@PathVariable String clientId, Principal principal, Model model) {
		model.addAttribute("client", find(principal, clientId));
		return "client-delete";
	}

	@PostMapping("/delete")
	String delete(@PathVariable String clientId, Principal principal) {
		if (!this.clients.delete(principal.getName(), clientId)) {
			throw notFound();
		}
		return "redirect:/clients?outcome=deleted";
	}

	private String form(ClientView client, String name, List<String> chosen, Model model) {
		model.addAttribute("client", client);
		model.addAttribute("name", name);
		model.addAttribute("chosen", chosen);
		model.addAttribute("scopes", ApiScopes.ALL);
		model.addAttribute("tokenEndpoint", this.secretPage.tokenEndpoint());
		return "client";
	}

	private ClientView find(Principal principal, String clientId) {
		return this.clients.find(principal.getName(), clientId)
			.map(ClientView::of)
			.orElseThrow(ClientController::notFound);
	}

	private static ResponseStatusException notFound() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND);
	}

}
