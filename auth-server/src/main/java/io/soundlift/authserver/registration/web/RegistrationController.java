package io.soundlift.authserver.registration.web;

import java.util.Optional;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.EmailAddress;
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
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Sign-up and confirmation.
 */
@Controller
final class RegistrationController {

	private final Registrations registrations;

	private final SignInSession session;

	private final SavedPages savedPages;

	RegistrationController(Registrations registrations, SignInSession session, SavedPages savedPages) {
		this.registrations = registrations;
		this.session = session;
		this.savedPages = savedPages;
	}

	@GetMapping("/sign-up")
	String signUp() {
		return "sign-up";
	}

	@PostMapping("/sign-up")
	String register(@RequestParam String email, @RequestParam String password, HttpServletRequest request,
			HttpServletResponse response, Model model) {
		String address = EmailAddress.normalise(email);
		if (!EmailAddress.isValid(address)) {
			return refuse(email, "wrongEmail", true, HttpStatus.UNPROCESSABLE_CONTENT, response, model);
		}
		Optional<PasswordProblem> problem = Passwords.problemOf(password, address);
		if (problem.isPresent()) {
			return refuse(email, "problem", problem.get(), HttpStatus.UNPROCESSABLE_CONTENT, response, model);
		}
		if (!this.registrations.register(address, password, SignInSession.originOf(request))) {
			return refuse(email, "tooMany", true, HttpStatus.TOO_MANY_REQUESTS, response, model);
		}
		model.addAttribute("email", address);
		return "sign-up-sent";
	}

	@GetMapping("/sign-up/confirm")
	String confirmation(@RequestParam(defaultValue = "") String token, HttpServletResponse response, Model model) {
		PageHeaders.hideAddress(response);
		boolean open = this.registrations.addressFor(token).isPresent();
		if (!open) {
			response.setStatus(HttpStatus.GONE.value());
		}
		model.addAttribute("open", open);
		model.addAttribute("token", token);
		return "sign-up-confirm";
	}

	@PostMapping("/sign-up/confirm")
	String confirm(@RequestParam String token, @RequestParam String password, HttpServletRequest request,
			HttpServletResponse response, Model model) {
		Optional<Account> account = this.registrations.confirm(token, password);
		if (account.isEmpty()) {
			model.addAttribute("wrong", true);
			return confirmation(token, response, model);
		}
		this.session.signIn(account.get(), request, response);
		return "redirect:" + this.savedPages.takeAddress(request);
	}

	private static String refuse(String email, String attribute, Object problem, HttpStatus status,
			HttpServletResponse response, Model model) {
		response.setStatus(status.value());
		model.addAttribute("email", email);
		model.addAttribute(attribute, problem);
		return "sign-up";
	}

}
