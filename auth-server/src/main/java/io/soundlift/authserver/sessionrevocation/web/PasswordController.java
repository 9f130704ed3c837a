package io.soundlift.authserver.sessionrevocation.web;

import java.security.Principal;
import java.util.Optional;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.PasswordCheck;
import io.soundlift.authserver.account.PasswordProblem;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.account.web.SignInSession;
import io.soundlift.authserver.client.ApiClients;
import io.soundlift.authserver.sessionrevocation.SessionRevocations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Page that changes the password of the signed-in account after a check of the current
 * one.
 */
@Controller
final class PasswordController {

	private static final String VIEW = "password";

	private final Accounts accounts;

	private final PasswordCheck passwordCheck;

	private final SessionRevocations sessionRevocations;

	private final ApiClients clients;

	private final SignInSession session;

	PasswordController(Accounts accounts, PasswordCheck passwordCheck, SessionRevocations sessionRevocations,
			ApiClients clients, SignInSession session) {
		this.accounts = accounts;
		this.passwordCheck = passwordCheck;
		this.sessionRevocations = sessionRevocations;
		this.clients = clients;
		this.session = session;
	}

	@GetMapping("/account/password")
	String form(Principal principal, Model model) {
		return show(account(principal), false, model);
	}

	@PostMapping("/account/password")
	String change(@RequestParam("current-password") String current, @RequestParam("new-password") String chosen,
			@RequestParam(name = "revoke-clients", defaultValue = "false") boolean clientsToo, Principal principal,
			HttpServletRequest request, HttpServletResponse response, Model model) {
		Account account = account(principal);
		Optional<PasswordProblem> problem = Passwords.problemOf(chosen, account.email());
		if (problem.isPresent()) {
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("problem", problem.get());
			return show(account, clientsToo, model);
		}
		Optional<Account> changed = this.passwordCheck.check(account.email(), current, SignInSession.originOf(request))
			.flatMap((checked) -> this.sessionRevocations.changePassword(checked, chosen, request.getSession().getId(),
					clientsToo));
		if (changed.isEmpty()) {
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("wrong", true);
			return show(account, clientsToo, model);
		}
		this.session.signIn(changed.get(), request, response);
		return "redirect:/account?done=" + (clientsToo ? "password-and-clients" : "password");
	}

	private String show(Account account, boolean clientsToo, Model model) {
		model.addAttribute("email", account.email());
		model.addAttribute("clients", this.clients.listNamesOfWorking(account.id()));
		model.addAttribute("clientsToo", clientsToo);
		return VIEW;
	}

	private Account account(Principal principal) {
		return this.accounts.findById(principal.getName())
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
