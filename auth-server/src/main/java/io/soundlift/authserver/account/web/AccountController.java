package io.soundlift.authserver.account.web;

import java.security.Principal;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Page that shows the signed-in account and its settings.
 */
@Controller
final class AccountController {

	private final Accounts accounts;

	AccountController(Accounts accounts) {
		this.accounts = accounts;
	}

	@GetMapping({ "/", "/account" })
	String account(@RequestParam(defaultValue = "") String done, Principal principal, Model model) {
		model.addAttribute("email", this.accounts.findById(principal.getName()).map(Account::email).orElse(""));
		model.addAttribute("done", done);
		return "account";
	}

}
