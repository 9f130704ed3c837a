package io.soundlift.authserver.recovery.web;

import java.util.List;
import java.util.Optional;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.EmailAddress;
import io.soundlift.authserver.account.PasswordProblem;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.account.web.SignInSession;
import io.soundlift.authserver.client.ApiClients;
import io.soundlift.authserver.page.PageHeaders;
import io.soundlift.authserver.recovery.PasswordResets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Pages for the address of a person who forgot the password, and for the new password
 * after following the link.
 */
@Controller
final class PasswordResetController {

	private final PasswordResets resets;

	private final ApiClients clients;

	private final SignInSession session;

	PasswordResetController(PasswordResets resets, ApiClients clients, SignInSession session) {
		this.resets = resets;
		this.clients = clients;
		this.session = session;
	}

	@GetMapping("/password/forgot")
	String forgot() {
		return "password-forgot";
	}

	@PostMapping("/password/forgot")
	String request(@RequestParam String email, HttpServletRequest request, HttpServletResponse response, Model model) {
		String address = EmailAddress.normalise(email);
		model.addAttribute("email", email);
		if (!EmailAddress.isValid(address)) {
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("problem", "email");
			return "password-forgot";
		}
		if (!this.resets.request(address, SignInSession.originOf(request))) {
			response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
			model.addAttribute("problem", "too-many");
			return "password-forgot";
		}
		return "password-sent";
	}

	@GetMapping("/password/reset")
	String form(@RequestParam(defaultValue = "") String token, HttpServletResponse response, Model model) {
		PageHeaders.hideAddress(response);
		Optional<Account> account = this.resets.accountFor(token);
		if (account.isEmpty()) {
			response.setStatus(HttpStatus.GONE.value());
		}
		model.addAttribute("open", account.isPresent());
		model.addAttribute("email", account.map(Account::email).orElse(""));
		model.addAttribute("clients",
				account.map((found) -> this.clients.listNamesOfWorking(found.id())).orElse(List.of()));
		model.addAttribute("token", token);
		return "password-reset";
	}

	@PostMapping("/password/reset")
	String reset(@RequestParam String token, @RequestParam("new-password") String password, HttpServletRequest request,
			HttpServletResponse response, Model model) {
		Optional<PasswordProblem> problem = this.resets.accountFor(token)
			.flatMap((account) -> Passwords.problemOf(password, account.email()));
		if (problem.isPresent()) {
			String view = form(token, response, model);
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("problem", problem.get());
			return view;
		}
		Optional<Account> account = this.resets.reset(token, password);
		if (account.isEmpty()) {
			return form(token, response, model);
		}
		this.session.remember(account.get().id(), request, response);
		return "redirect:/sign-in?password-set";
	}

}
