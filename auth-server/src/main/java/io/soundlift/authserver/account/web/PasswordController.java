package io.soundlift.authserver.account.web;

import java.security.Principal;
import java.util.Optional;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.PasswordCheck;
import io.soundlift.authserver.account.PasswordProblem;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.eviction.Evictions;
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
 * Changes the password of who is signed in and knows the present one.
 */
@Controller
final class PasswordController {

	private static final String VIEW = "password";

	private final Accounts accounts;

	private final PasswordCheck passwordCheck;

	private final Evictions evictions;

	private final SignInSession session;

	PasswordController(Accounts accounts, PasswordCheck passwordCheck, Evictions evictions, SignInSession session) {
		this.accounts = accounts;
		this.passwordCheck = passwordCheck;
		this.evictions = evictions;
		this.session = session;
	}

	@GetMapping("/account/password")
	String form(Principal principal, Model model) {
		model.addAttribute("email", account(principal).email());
		return VIEW;
	}

	@PostMapping("/account/password")
	String change(@RequestParam("current-password") String current, @RequestParam("new-password") String chosen,
			Principal principal, HttpServletRequest request, HttpServletResponse response, Model model) {
		Account account = account(principal);
		model.addAttribute("email", account.email());
		Optional<PasswordProblem> problem = Passwords.problemOf(chosen, account.email());
		if (problem.isPresent()) {
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("problem", problem.get());
			return VIEW;
		}
		Optional<Account> changed = this.passwordCheck.check(account.email(), current, SignInSession.originOf(request))
			.flatMap((checked) -> this.evictions.changePassword(checked, chosen, request.getSession().getId()));
		if (changed.isEmpty()) {
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("wrong", true);
			return VIEW;
		}
		this.session.signIn(changed.get(), request, response);
		return "redirect:/account?done=password";
	}

	private Account account(Principal principal) {
		return this.accounts.findById(principal.getName())
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
