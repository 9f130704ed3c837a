package io.soundlift.authserver.sessionrevocation.web;

import java.security.Principal;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.PasswordCheck;
import io.soundlift.authserver.account.web.SignInSession;
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
 * Page that deletes the signed-in account after a password check.
 */
@Controller
final class DeletionController {

	private final Accounts accounts;

	private final PasswordCheck passwordCheck;

	private final SessionRevocations sessionRevocations;

	DeletionController(Accounts accounts, PasswordCheck passwordCheck, SessionRevocations sessionRevocations) {
		this.accounts = accounts;
		this.passwordCheck = passwordCheck;
		this.sessionRevocations = sessionRevocations;
	}

	@GetMapping("/account/delete")
	String form(Principal principal, Model model) {
		model.addAttribute("email", account(principal).email());
		return "account-delete";
	}

	@PostMapping("/account/delete")
	String delete(@RequestParam("current-password") String password, Principal principal, HttpServletRequest request,
			HttpServletResponse response, Model model) {
		String email = account(principal).email();
		if (!this.passwordCheck.check(email, password, SignInSession.originOf(request))
			.filter(this.sessionRevocations::delete)
			.isPresent()) {
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("email", email);
			model.addAttribute("wrong", true);
			return "account-delete";
		}
		request.getSession().invalidate();
		return "redirect:/sign-in?account-deleted";
	}

	private Account account(Principal principal) {
		return this.accounts.findById(principal.getName())
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
