package io.soundlift.gateway.mail;

import java.nio.charset.StandardCharsets;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.text.Texts;
import io.soundlift.journey.preference.MailPreference;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.language.PageLanguages;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Turns the mails of an account off, and on again, by the link in one of them. The body
 * of a request is not read: a mail program posts {@code List-Unsubscribe=One-Click} (RFC
 * 8058, section 3.2) and a browser nothing. Link scanners only send {@code GET}, which
 * changes nothing.
 */
@Controller
class UnsubscribeController {

	/** Prefix of the path of each link. */
	static final String PATH = "/unsubscribe/";

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private final MailPreferences mails;

	UnsubscribeController(MailPreferences mails) {
		this.mails = mails;
	}

	@GetMapping(PATH + "{token}")
	ResponseEntity<byte[]> ask(@PathVariable String token, HttpServletRequest request) {
		Texts texts = Texts.of(request);
		return page(require(token).wanted() ? UnsubscribePage.ask(token, texts) : UnsubscribePage.off(token, texts));
	}

	/**
	 * Answers with a page, since a redirect is not followed everywhere (RFC 8058, section
	 * 3.1).
	 */
	@PostMapping(PATH + "{token}")
	ResponseEntity<byte[]> turnOff(@PathVariable String token, HttpServletRequest request) {
		change(require(token), false);
		return page(UnsubscribePage.off(token, Texts.of(request)));
	}

	@PostMapping(PATH + "{token}/undo")
	ResponseEntity<byte[]> turnOn(@PathVariable String token, HttpServletRequest request) {
		change(require(token), true);
		return page(UnsubscribePage.on(token, Texts.of(request)));
	}

	private MailPreference require(String token) {
		return this.mails.find(token)
			.orElseThrow(() -> new Problem(ProblemType.NOT_FOUND, "There is no such link. Is its end missing?"));
	}

	/** Writes only what changes, however often a link is used. */
	private void change(MailPreference preference, boolean wanted) {
		if (preference.wanted() != wanted) {
			this.mails.change(preference.owner(), wanted);
		}
	}

	private static ResponseEntity<byte[]> page(byte[] html) {
		return ResponseEntity.ok().contentType(HTML).varyBy(PageLanguages.VARY).body(html);
	}

}
