package io.soundlift.authserver.registration.web;

import java.util.Optional;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.EmailAddress;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.account.SignedIn;
import io.soundlift.authserver.registration.Registrations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;
import org.springframework.mail.MailException;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
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

	private static final Logger logger = LoggerFactory.getLogger(RegistrationController.class);

	private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

	private final Registrations registrations;

	RegistrationController(Registrations registrations) {
		this.registrations = registrations;
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
			return refuse(email, "email", HttpStatus.UNPROCESSABLE_CONTENT, response, model);
		}
		if (!Passwords.isAcceptable(password)) {
			return refuse(email, "password", HttpStatus.UNPROCESSABLE_CONTENT, response, model);
		}
		try {
			if (!this.registrations.register(address, password, request.getRemoteAddr())) {
				return refuse(email, "too-many", HttpStatus.TOO_MANY_REQUESTS, response, model);
			}
		}
		catch (MailException ex) {
			logger.warn("The sign-up mail could not be sent", ex);
			return refuse(email, "mail", HttpStatus.SERVICE_UNAVAILABLE, response, model);
		}
		model.addAttribute("email", address);
		return "sign-up-sent";
	}

	@GetMapping("/sign-up/confirm")
	String confirmation(@RequestParam String token, HttpServletResponse response, Model model) {
		boolean open = this.registrations.isOpen(token);
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
		signIn(account.get(), request, response);
		return "redirect:/";
	}

	private void signIn(Account account, HttpServletRequest request, HttpServletResponse response) {
		request.getSession();
		request.changeSessionId();
		SecurityContextImpl context = new SecurityContextImpl(
				SignedIn.authentication(account, new WebAuthenticationDetails(request)));
		this.contexts.saveContext(context, request, response);
	}

	private static String refuse(String email, String problem, HttpStatus status, HttpServletResponse response,
			Model model) {
		response.setStatus(status.value());
		model.addAttribute("email", email);
		model.addAttribute("problem", problem);
		return "sign-up";
	}

}
