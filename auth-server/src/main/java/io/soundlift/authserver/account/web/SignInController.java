package io.soundlift.authserver.account.web;

import io.soundlift.authserver.page.FormTargets;
import io.soundlift.authserver.page.SavedPages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Sign-in page, whose form Spring Security handles.
 */
@Controller
final class SignInController {

	private final SavedPages savedPages;

	private final FormTargets formTargets;

	SignInController(SavedPages savedPages, FormTargets formTargets) {
		this.savedPages = savedPages;
		this.formTargets = formTargets;
	}

	@GetMapping("/sign-in")
	String signIn(@RequestParam(required = false) @Nullable String error, HttpServletRequest request,
			HttpServletResponse response, Model model) {
		model.addAttribute("failed", error != null);
		model.addAttribute("email", TypedAddress.take(request));
		SavedRequest saved = this.savedPages.getRequest(request, response);
		if (saved != null) {
			this.formTargets.allowRedirect(request, first(saved.getParameterValues("client_id")),
					first(saved.getParameterValues("redirect_uri")));
		}
		return "sign-in";
	}

	private static String first(String @Nullable [] values) {
		return (values != null && values.length > 0) ? values[0] : "";
	}

}
