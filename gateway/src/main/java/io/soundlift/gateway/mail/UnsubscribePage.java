package io.soundlift.gateway.mail;

import io.soundlift.gateway.text.PlainPage;
import io.soundlift.gateway.text.Texts;

/**
 * Page of the link that turns mails off. It contains nothing about the account, and no
 * link but that to the start page, since its URL must not leak.
 */
final class UnsubscribePage {

	private static final String CONTENT = """
			<p>%1$s</p>
			<form method="post" action="%2$s"><button type="submit">%3$s</button></form>
			""";

	private UnsubscribePage() {
	}

	/**
	 * Returns the page that asks whether to turn mails off.
	 * @param token token of the link, of letters, digits, hyphens, underscores and dots
	 * @param texts texts in the language of the page
	 */
	static byte[] ask(String token, Texts texts) {
		return page("{{mails.ask}}", "{{mails.ask-text}}", path(token), "{{mails.turn-off}}", texts);
	}

	static byte[] off(String token, Texts texts) {
		return page("{{mails.off}}", "{{mails.off-text}}", path(token) + "/undo", "{{mails.turn-on}}", texts);
	}

	static byte[] on(String token, Texts texts) {
		return page("{{mails.on}}", "{{mails.on-text}}", path(token), "{{mails.turn-off}}", texts);
	}

	private static byte[] page(String title, String text, String action, String button, Texts texts) {
		return PlainPage.of(texts.fill(title), texts.fill(CONTENT.formatted(text, action, button)), texts);
	}

	private static String path(String token) {
		return UnsubscribeController.PATH + token;
	}

}
