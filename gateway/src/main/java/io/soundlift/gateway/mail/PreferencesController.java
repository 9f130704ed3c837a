package io.soundlift.gateway.mail;

import java.io.IOException;
import java.io.InputStream;

import io.soundlift.journey.preference.MailPreferences;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoints that show and change the preferences of an account.
 */
@RestController
@RequestMapping("/api/preferences")
class PreferencesController {

	private final MailPreferences mails;

	PreferencesController(MailPreferences mails) {
		this.mails = mails;
	}

	/**
	 * Returns the preferences of the account.
	 */
	@GetMapping
	PreferencesView show(@AuthenticationPrincipal Jwt token) {
		return new PreferencesView(this.mails.areWanted(token.getSubject()));
	}

	/**
	 * Changes preferences of the account.
	 */
	@PatchMapping
	PreferencesView change(InputStream body, @AuthenticationPrincipal Jwt token) throws IOException {
		Boolean conversionMails = PreferencesRequest.read(body).conversionMails();
		if (conversionMails != null) {
			this.mails.change(token.getSubject(), conversionMails);
		}
		return show(token);
	}

}
