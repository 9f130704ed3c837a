package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Check of what a browser shows by the rules of axe-core and some of ours, dark on a
 * phone and light on a desktop computer. If {@code SOUNDLIFT_TEST_PICTURES} names a
 * folder, the other two ways are checked as well, and it takes a picture of each.
 */
public final class PageInspection {

	/** Environment variable that makes a missing axe-core a failure. */
	private static final String REQUIRED = "SOUNDLIFT_TEST_AXE";

	private static final String PICTURES = "SOUNDLIFT_TEST_PICTURES";

	/** Seen from the folder of any module. */
	private static final Path AXE = Path.of("../test-support/src/axe/node_modules/axe-core/axe.min.js");

	private static final String VIOLATIONS = """
			const rules = { 'target-size': { enabled: true } };
			return axe.run(document, { resultTypes: ['violations'], preload: false, rules }).then((results) =>
				results.violations.flatMap(({ id, nodes }) => nodes.map((node) =>
					`${id}: ${node.target.join(' ')} ${node.failureSummary.replace(/\\s+/g, ' ')}`)));""";

	/** Checks for which axe-core has no rules. */
	private static final String FURTHER_VIOLATIONS = """
			const shown = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
			const several = (rule, values) => values.filter((value, i) => values.indexOf(value) < i)
				.map((value) => `${rule}: ${value}`);
			axe.setup(document.documentElement);
			const names = shown('a, button, input:not([type=hidden]), select, progress')
				.map((e) => axe.commons.text.accessibleText(e));
			axe.teardown();
			return [
				// what a dialog covers has none, and others without are found by the rules of axe-core
				...several('unique-control-name', names.filter((name) => name)),
				...several('unique-id', [...document.querySelectorAll('[id]')].map((e) => e.id)),
				// WCAG 2.2, 2.5.5
				...shown('button, .button, select, summary, input:not([type=checkbox]):not([type=radio]):not(.unseen)')
					.filter((e) => e.getBoundingClientRect().height < 44).map((e) => `target-height: ${e.outerHTML}`)
			];""";

	/** WCAG 2.2, 1.4.10. */
	private static final String OVERFLOW = """
			const { scrollWidth, clientWidth } = document.documentElement;
			return scrollWidth - clientWidth;""";

	/** Pixels. */
	private static final int NARROWEST = 320;

	private static final List<Screen> SCREENS = List.of(new Screen(390, 844, 2000, true),
			new Screen(1280, 900, 1280, false));

	/**
	 * Creates the check. Without axe-core on this machine the running test is skipped, or
	 * fails when {@code SOUNDLIFT_TEST_AXE=true}.
	 */
	public PageInspection() {
		if (!Boolean.parseBoolean(System.getenv(REQUIRED))) {
			Assumptions.assumeTrue(Files.exists(AXE), "run `npm ci` in test-support/src/axe to test with axe-core");
		}
	}

	/**
	 * Checks what is shown now, and leaves it on a desktop computer, light.
	 * @param browser what shows it
	 * @param name name of the page and its state, of which that of a picture is made
	 */
	public void inspect(TestBrowser browser, String name) {
		browser.resize(NARROWEST, 740);
		assertThat(run(browser, OVERFLOW)).as("%s: pixels to scroll sideways", name).isEqualTo(0L);
		for (String scheme : List.of("dark", "light")) {
			browser.prefer(scheme);
			for (Screen screen : SCREENS) {
				if (System.getenv(PICTURES) == null && screen.phone() != "dark".equals(scheme)) {
					continue;
				}
				browser.resize(screen.width(), screen.height());
				assertThat(violations(browser)).as("%s, %d pixels, %s", name, screen.width(), scheme).isEmpty();
				assertThat(lines(run(browser, FURTHER_VIOLATIONS))).as("%s, %d pixels", name, screen.width()).isEmpty();
				takePicture(browser, screen, "page-%s-%d-%s.png".formatted(name, screen.width(), scheme));
			}
		}
	}

	/**
	 * Returns which rules of axe-core the page breaks.
	 * @param browser what shows the page
	 * @return rules with the places where they are broken
	 */
	public List<String> violations(TestBrowser browser) {
		if (Boolean.FALSE.equals(run(browser, "return 'axe' in window"))) {
			run(browser, source());
		}
		return lines(run(browser, VIOLATIONS));
	}

	private static List<String> lines(@Nullable Object list) {
		return ((List<?>) Objects.requireNonNull(list)).stream().map(String::valueOf).toList();
	}

	private static @Nullable Object run(TestBrowser browser, String script) {
		return browser.driver().executeScript(script);
	}

	private static String source() {
		try {
			return Files.readString(AXE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void takePicture(TestBrowser browser, Screen screen, String file) {
		String folder = System.getenv(PICTURES);
		if (folder == null) {
			return;
		}
		browser.driver().executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
		Number height = (Number) Objects
			.requireNonNull(run(browser, "scrollTo(0, 0); return document.documentElement.scrollHeight"));
		browser.resize(screen.width(),
				Math.min(Math.max(height.intValue(), screen.height()), screen.maxPictureHeight()));
		try {
			Files.write(Path.of(folder, file), browser.driver().getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Device on which a page is shown.
	 *
	 * @param width pixels
	 * @param height pixels
	 * @param maxPictureHeight pixels after which a picture ends, however long the page is
	 * @param phone whether it is that of a phone
	 */
	private record Screen(int width, int height, int maxPictureHeight, boolean phone) {
	}

}
