package io.soundlift.gateway.mail;

import io.soundlift.gateway.text.Texts;

/**
 * Page of the link that turns mails off. It has nothing of the account, and no link but
 * that to the start page, since its address must not get into others' hands.
 */
final class UnsubscribePage {

	private static final String HTML = """
			<!DOCTYPE html>
			<html lang="{{language}}">
			<head>
				<meta charset="utf-8">
				<meta name="viewport" content="width=device-width, initial-scale=1">
				<meta name="color-scheme" content="light dark">
				<meta name="robots" content="noindex, nofollow">
				<title>%1$s – Soundlift</title>
				<link rel="icon" href="/favicon.svg" type="image/svg+xml">
				<link rel="stylesheet" href="/common.css">
				<link rel="stylesheet" href="/app.css">
			</head>
			<body>
			<header class="bar"><a class="brand" href="/"><img src="/favicon.svg" alt="" width="26">Soundlift</a></header>
			<main id="main">
				<h1>%1$s</h1>
				<p>%2$s</p>
				<form method="post" action="%3$s"><button type="submit">%4$s</button></form>
			</main>
			</body>
			</html>
			""";

	private UnsubscribePage() {
	}

	/**
	 * Returns the page that asks whether to turn mails off.
	 * @param token token of the link, of letters, digits, hyphens, underscores and dots
	 * @param texts texts in the language of the page
	 */
	static String ask(String token, Texts texts) {
		return page("{{mails.ask}}", "{{mails.ask-text}}", path(token), "{{mails.turn-off}}", texts);
	}

	static String off(String token, Texts texts) {
		return page("{{mails.off}}", "{{mails.off-text}}", path(token) + "/undo", "{{mails.turn-on}}", texts);
	}

	static String on(String token, Texts texts) {
		return page("{{mails.on}}", "{{mails.on-text}}", path(token), "{{mails.turn-off}}", texts);
	}

	private static String page(String title, String text, String action, String button, Texts texts) {
		return texts.fill(HTML.formatted(title, text, action, button));
	}

	private static String path(String token) {
		return UnsubscribeController.PATH + token;
	}

}
