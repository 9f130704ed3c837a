package io.soundlift.gateway.text;

import java.nio.charset.StandardCharsets;

/**
 * A page without scripts in the design of Soundlift, marked as not to be indexed.
 */
public final class PlainPage {

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
				<h1 dir="auto">%1$s</h1>
			%2$s</main>
			</body>
			</html>
			""";

	private PlainPage() {
	}

	/**
	 * Returns a page.
	 * @param title its title and heading, as HTML
	 * @param content content below the heading, as HTML
	 * @param texts texts in the language of the page
	 * @return the page in UTF-8
	 */
	public static byte[] of(String title, String content, Texts texts) {
		return texts.fill(HTML).formatted(title, content).getBytes(StandardCharsets.UTF_8);
	}

}
