package io.soundlift.authserver.sessionrevocation.web;

import java.security.Principal;

import io.soundlift.authserver.sessionrevocation.SessionRevocations;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Page that signs out all browsers and apps of the signed-in person.
 */
@Controller
final class SignOutEverywhereController {

	private final SessionRevocations sessionRevocations;

	SignOutEverywhereController(SessionRevocations sessionRevocations) {
		this.sessionRevocations = sessionRevocations;
	}

	@GetMapping("/account/sign-out-everywhere")
	String form() {
		return "sign-out-everywhere";
	}

	@PostMapping("/account/sign-out-everywhere")
	String signOut(Principal principal, HttpServletRequest request) {
		this.sessionRevocations.signOutEverywhere(principal.getName());
		request.getSession().invalidate();
		return "redirect:/sign-in?signed-out-everywhere";
	}

}
