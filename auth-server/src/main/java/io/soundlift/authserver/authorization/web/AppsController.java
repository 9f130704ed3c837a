package io.soundlift.authserver.authorization.web;

import java.security.Principal;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Set;

import io.soundlift.authserver.authorization.AppAccess;
import io.soundlift.authserver.authorization.Grants;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Page that lists the apps of the signed-in person, and revokes their access.
 */
@Controller
final class AppsController {

	private final Grants grants;

	AppsController(Grants grants) {
		this.grants = grants;
	}

	@GetMapping("/account/apps")
	String apps(@RequestParam(defaultValue = "") String done, Principal principal, Model model) {
		model.addAttribute("apps", this.grants.list(principal.getName()).stream().map(App::of).toList());
		model.addAttribute("done", done);
		return "apps";
	}

	@PostMapping("/account/apps")
	String revoke(@RequestParam String app, Principal principal) {
		this.grants.revoke(principal.getName(), app);
		return "redirect:/account/apps?done=revoked";
	}

	/**
	 * An app as shown on the page.
	 *
	 * @param id id by which its access is revoked
	 * @param name display name
	 * @param scopes what it may do
	 * @param since when it got access
	 * @param lastUsed when it last got a token
	 */
	record App(String id, String name, Set<String> scopes, ZonedDateTime since, ZonedDateTime lastUsed) {

		static App of(AppAccess access) {
			return new App(access.registeredClientId(), access.name(), access.scopes(),
					access.since().atZone(ZoneOffset.UTC), access.lastUsed().atZone(ZoneOffset.UTC));
		}

	}

}
