package io.soundlift.authserver.registration.web;

import java.util.Optional;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.PasswordProblem;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.account.web.SignInSession;
import io.soundlift.authserver.page.PageHeaders;
import io.soundlift.authserver.page.SavedPages;
import io.soundlift.authserver.registration.Registrations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Confirmation of a sign-up by an owner of the address who does not know its password,
 * for example because a stranger entered the address.
 */
@Controller
@RequestMapping("/sign-up/password")
final class PasswordChoiceController {

	private static final String VIEW = "sign-up-password";

	private final Registrations registrations;

	private final SignInSession session;

	private final SavedPages savedPages;

	PasswordChoiceController(Registrations registrations, SignInSession session, SavedPages savedPages) {
		this.registrations = registrations;
		this.session = session;
		this.savedPages = savedPages;
	}

	@GetMapping
	String form(@RequestParam(defaultValue = "") String token, HttpServletResponse response, Model model) {
		PageHeaders.hideAddress(response);
		Optional<String> email = this.registrations.addressFor(token);
		if (email.isEmpty()) {
			response.setStatus(HttpStatus.GONE.value());
		}
		model.addAttribute("open", email.isPresent());
		model.addAttribute("email", email.orElse(""));
		model.addAttribute("token", token);
		return VIEW;
	}

	@PostMapping
	String confirm(@RequestParam String token, @RequestParam("new-password") String password,
			HttpServletRequest request, HttpServletResponse response, Model model) {
		Optional<PasswordProblem> problem = this.registrations.addressFor(token)
			.flatMap((email) -> Passwords.problemOf(password, email));
		if (problem.isPresent()) {
			String view = form(token, response, model);
			response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
			model.addAttribute("problem", problem.get());
			return view;
		}
		Optional<Account> account = this.registrations.confirmWithNewPassword(token, password);
		if (account.isEmpty()) {
			return form(token, response, model);
		}
		this.session.signIn(account.get(), request, response);
		return "redirect:" + this.savedPages.takeAddress(request);
	}

}
