package io.soundlift.gateway.mail;

/**
 * Page of the link that turns mails off. It has nothing of the account, and no link but
 * that to the start page, since its address must not get into others' hands.
 */
final class UnsubscribePage {

	private static final String HTML = """
			<!DOCTYPE html>
			<html lang="en">
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
			<header class="bar"><a class="brand" href="/">Soundlift</a></header>
			<main id="main">
				<h1>%1$s</h1>
				<p>%2$s</p>
				<form method="post" action="%3$s"><button type="submit">%4$s</button></form>
			</main>
			</body>
			</html>
			""";

	private static final String TURN_OFF = "Turn off mails";

	private UnsubscribePage() {
	}

	/**
	 * Returns the page that asks whether to turn mails off.
	 * @param token token of the link, of letters, digits, hyphens, underscores and dots
	 */
	static String ask(String token) {
		return HTML.formatted("Turn off mails?",
				"You will get no more mails from Soundlift when a video has been converted. Your MP3s are still in "
						+ "your list. Mails about your account, such as for a forgotten password, are not affected.",
				path(token), TURN_OFF);
	}

	static String off(String token) {
		return HTML.formatted("Mails are off",
				"You get no more mails from Soundlift when a video has been converted. If you change your mind, "
						+ "turn them on here, or with: soundlift mails on",
				path(token) + "/undo", "Turn on mails");
	}

	static String on(String token) {
		return HTML.formatted("Mails are on", "You get a mail when a video has been converted.", path(token), TURN_OFF);
	}

	private static String path(String token) {
		return UnsubscribeController.PATH + token;
	}

}
