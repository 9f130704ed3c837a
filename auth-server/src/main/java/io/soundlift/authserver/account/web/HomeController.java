package io.soundlift.authserver.account.web;

import java.security.Principal;

import io.soundlift.authserver.account.Accounts;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Shows who is signed in.
 */
@Controller
final class HomeController {

	private final Accounts accounts;

	HomeController(Accounts accounts) {
		this.accounts = accounts;
	}

	@GetMapping("/")
	String home(Principal principal, Model model) {
		this.accounts.findById(principal.getName())
			.ifPresent((account) -> model.addAttribute("email", account.email()));
		return "home";
	}

}
