package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.soundlift.testsupport.PageInspection;
import io.soundlift.testsupport.TestBrowser;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * What a person sees of a browser and does with it: reads, types and clicks, and waits
 * for what is to come.
 */
final class Screen implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private final TestBrowser browser = TestBrowser.start();

	private final WebDriverWait wait = new WebDriverWait(this.browser.driver(), TIMEOUT);

	private final String origin;

	Screen(String origin) {
		this.origin = origin;
		this.wait.withMessage(this::shown);
	}

	/** What somebody would see who asks why the wait was in vain. */
	private String shown() {
		return this.browser.driver().getCurrentUrl() + ": "
				+ this.browser.driver().findElement(By.tagName("body")).getText();
	}

	void open(String path) {
		this.browser.driver().get(this.origin + path);
	}

	void open(URI link) {
		this.browser.driver().get(link.toString());
	}

	/**
	 * Replaces the content of a field, or gives a file to it.
	 * @param name name or id of the field
	 * @param text what is typed
	 */
	void type(String name, String text) {
		WebElement field = this.wait
			.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("[name='" + name + "'], #" + name)));
		field.sendKeys(text);
	}

	/**
	 * Clicks on what has exactly this text.
	 * @param text text of a button, a link or the label of a choice
	 */
	void press(String text) {
		click(By.xpath("//*[self::button or self::a or self::label][normalize-space()='" + text + "']"));
	}

	/**
	 * Clicks on the first that can be clicked.
	 * @param css where it is
	 */
	void pressFirst(String css) {
		click(By.cssSelector(css));
	}

	private void click(By where) {
		this.wait.ignoring(StaleElementReferenceException.class)
			.until((driver) -> driver.findElements(where)
				.stream()
				.filter((element) -> element.isDisplayed() && element.isEnabled())
				.findFirst()
				.map((element) -> {
					element.click();
					return true;
				})
				.orElse(false));
	}

	/**
	 * Waits until something is shown.
	 * @param css where it is
	 * @return its text
	 */
	String await(String css) {
		return this.wait.until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(css))).getText();
	}

	void awaitPath(String path) {
		this.wait.until((driver) -> path.equals(URI.create(String.valueOf(driver.getCurrentUrl())).getPath()));
	}

	/**
	 * Returns the texts of all that is there.
	 * @param css where they are
	 */
	List<String> texts(String css) {
		return this.browser.driver().findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
	}

	/**
	 * Lays pages out as on a screen of this size, see {@link TestBrowser#resize}.
	 */
	void resize(int width, int height) {
		this.browser.resize(width, height);
	}

	/**
	 * Notes from now on how far the page shows a conversion to be.
	 * @param name name of its video
	 */
	void watch(String name) {
		this.browser.driver().executeScript("""
				const list = document.getElementById('list');
				window.sightings = [];
				new MutationObserver(() => {
					const row = [...list.children].find((row) => row.textContent.includes(arguments[0]));
					const percent = row?.querySelector('.state').textContent.match(/: (\\d+)\\s%/);
					if (percent) {
						window.sightings.push([Date.now(), Number(percent[1])]);
					}
				}).observe(list, { subtree: true, childList: true, characterData: true });
				""", name);
	}

	/**
	 * Returns what was noted since {@link #watch}.
	 */
	Sightings sightings() {
		Sightings sightings = new Sightings();
		Object noted = this.browser.driver().executeScript("return window.sightings");
		for (Object sighting : (List<?>) Objects.requireNonNull(noted)) {
			List<?> pair = (List<?>) sighting;
			sightings.add((Long) pair.get(0), ((Long) pair.get(1)).intValue());
		}
		return sightings;
	}

	/**
	 * Waits until one file is downloaded.
	 * @param ending how its name ends
	 */
	Path awaitDownload(String ending) {
		return Awaitility.await().atMost(TIMEOUT).until(() -> downloads(ending), (found) -> !found.isEmpty()).get(0);
	}

	private List<Path> downloads(String ending) {
		try (Stream<Path> files = Files.list(this.browser.downloads())) {
			return files.filter((file) -> file.toString().endsWith(ending)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Checks what is shown, see {@link PageInspection#inspect}.
	 * @param inspection the check
	 * @param name name of the page and its state
	 */
	void inspect(PageInspection inspection, String name) {
		inspection.inspect(this.browser, name);
	}

	/**
	 * Returns the errors of pages that the console shows.
	 */
	List<String> problems() {
		return this.browser.problems();
	}

	@Override
	public void close() {
		this.browser.close();
	}

}
