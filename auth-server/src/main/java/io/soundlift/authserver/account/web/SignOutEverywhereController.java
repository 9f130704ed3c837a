package io.soundlift.authserver.account.web;

import java.security.Principal;

import io.soundlift.authserver.eviction.Evictions;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Signs out all browsers and apps of who is signed in.
 */
@Controller
final class SignOutEverywhereController {

	private final Evictions evictions;

	SignOutEverywhereController(Evictions evictions) {
		this.evictions = evictions;
	}

	@GetMapping("/account/sign-out-everywhere")
	String form() {
		return "sign-out-everywhere";
	}

	@PostMapping("/account/sign-out-everywhere")
	String signOut(Principal principal, HttpServletRequest request) {
		this.evictions.signOutEverywhere(principal.getName());
		request.getSession().invalidate();
		return "redirect:/sign-in?signed-out-everywhere";
	}

}
