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
 * Check of what a browser shows by the rules of axe-core, on a phone and on a desktop
 * computer, light and dark. It takes pictures as well if {@code SOUNDLIFT_TEST_PICTURES}
 * names a folder for them.
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

	private static final List<Screen> SCREENS = List.of(new Screen(390, 844, 2000), new Screen(1280, 900, 1280));

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
		for (String scheme : List.of("dark", "light")) {
			browser.prefer(scheme);
			for (Screen screen : SCREENS) {
				browser.resize(screen.width(), screen.height());
				assertThat(violations(browser)).as("%s, %d pixels, %s", name, screen.width(), scheme).isEmpty();
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
		return ((List<?>) Objects.requireNonNull(run(browser, VIOLATIONS))).stream().map(String::valueOf).toList();
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
	 * What a page is shown on.
	 *
	 * @param width pixels
	 * @param height pixels
	 * @param maxPictureHeight pixels after which a picture ends, however long the page is
	 */
	private record Screen(int width, int height, int maxPictureHeight) {
	}

}
