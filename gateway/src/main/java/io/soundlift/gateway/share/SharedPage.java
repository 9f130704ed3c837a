package io.soundlift.gateway.share;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import io.soundlift.gateway.text.PlainPage;
import io.soundlift.gateway.text.Texts;
import io.soundlift.journey.conversion.Mp3;

import org.springframework.web.util.HtmlUtils;

/**
 * The page that a link leads to. It shows the MP3's name, length and size, and nothing
 * about the account.
 */
final class SharedPage {

	private static final double MEGABYTE = 1_000_000;

	private static final String CONTENT = """
			<p class="facts">%2$s</p>
			<p><audio class="shared-audio" controls preload="none" src="%3$s" aria-label="%1$s"></audio></p>
			<p><a class="button" href="%3$s" download>{{conversion.download}}</a></p>
			""";

	private SharedPage() {
	}

	/**
	 * Returns the page.
	 * @param token token of the link, of letters, digits, hyphens and underscores
	 * @param mp3 what it leads to
	 * @param texts texts in the language of the page
	 */
	static byte[] of(String token, Mp3 mp3, Texts texts) {
		String facts = "%s · %s".formatted(length(Duration.ofMillis(mp3.durationMillis())),
				size(mp3.file().sizeBytes(), texts.locale()));
		String name = HtmlUtils.htmlEscape(mp3.fileName(), StandardCharsets.UTF_8.name());
		return PlainPage.of(name, texts.fill(CONTENT).formatted(name, facts, SharedController.PATH + token + "/mp3"),
				texts);
	}

	private static String length(Duration length) {
		return (length.toHours() > 0)
				? "%d:%02d:%02d".formatted(length.toHours(), length.toMinutesPart(), length.toSecondsPart())
				: "%d:%02d".formatted(length.toMinutes(), length.toSecondsPart());
	}

	private static String size(long bytes, Locale locale) {
		return String.format(locale, "%.1f MB", bytes / MEGABYTE);
	}

}
