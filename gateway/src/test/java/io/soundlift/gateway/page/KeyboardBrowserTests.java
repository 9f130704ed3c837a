package io.soundlift.gateway.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.preference.MailPreferences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what people do who have a keyboard and nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyboardBrowserTests {

	/** More than the page has of what can be focused. */
	private static final int MAX_TABS = 80;

	@RegisterExtension
	private final TestPage page = new TestPage();

	private final TestConverter converter = new TestConverter(this.page.gateway());

	@Test
	void doesTheWholeJourneyByKeysAlone() throws IOException {
		signIn("keyed");
		chooseMono();
		Conversion conversion = upload("talk.mp4");
		assertThat(conversion.options().channels()).isEqualTo(1);
		this.converter.complete(this.page.gateway().claims(), this.converter.claim(conversion),
				new ClassPathResource("static/sample.mp3").getContentAsByteArray(), 7_366, new byte[0]);
		WebElement row = this.page.row(conversion.id());
		this.page.awaitText(row, "The MP3 is ready");

		tabTo(row.findElement(By.className("play")));
		press(Keys.SPACE);
		WebElement slider = row.findElement(By.tagName("canvas"));
		await().untilAsserted(() -> assertThat(position(slider)).isPositive());
		tabTo(slider);
		press(Keys.END);
		await().untilAsserted(() -> assertThat(position(slider)).isEqualTo(7));

		tabTo(row.findElement(By.className("download")));
		press(Keys.ENTER);
		Path download = this.page.browser().downloads().resolve("talk.mp3");
		await().untilAsserted(() -> assertThat(download).exists());

		tabTo(row.findElement(By.className("menu-toggle")));
		press(Keys.ENTER, Keys.ENTER);
		tabTo(row.findElement(By.cssSelector(".share button[type=submit]")));
		press(Keys.ENTER);
		await().untilAsserted(
				() -> assertThat(this.page.gateway().send(this.page.gateway().anonymous(sharedPath(row))).statusCode())
					.isEqualTo(200));

		tabTo(row.findElement(By.className("menu-toggle")));
		press(Keys.ARROW_UP);
		assertThat(focused()).isEqualTo(row.findElement(By.className("delete")));
		press(Keys.ENTER);
		this.page.awaitVisible(By.id("confirm-yes"));
		tabTo(this.page.element(By.id("confirm-yes")));
		press(Keys.ENTER);
		await().until(() -> this.converter.conversions("keyed").isEmpty());
		// the focus moves when the answer comes
		await().until(() -> !this.page.hasRow(conversion.id()));
		signOut();
	}

	@Test
	void turnsMailsOffAndOnByKeysAlone() {
		MailPreferences preferences = this.page.gateway().bean(MailPreferences.class);
		signIn("quiet");
		openAccountMenu();
		WebElement box = this.page.element(By.id("mails"));
		await().until(box::isEnabled);
		assertThat(box.getAccessibleName()).isEqualTo("Mails about conversions");
		assertThat(box.getAriaRole()).isEqualTo("switch");
		assertThat(box.isSelected()).isTrue();
		tabTo(box);
		press(Keys.SPACE);
		await().untilAsserted(() -> assertThat(preferences.areWanted("quiet")).isFalse());
		await().untilAsserted(() -> assertThat(this.page.announced()).contains("Mails are off"));
		press(Keys.ESCAPE);
		// as by the link in a mail
		preferences.change("quiet", true);
		press(Keys.ENTER);
		await().until(box::isSelected);
		preferences.change("quiet", false);
		this.page.driver().navigate().refresh();
		this.page.awaitVisible(By.id("workspace"));
		openAccountMenu();
		await().until(() -> this.page.element(By.id("mails")).isEnabled());
		assertThat(this.page.element(By.id("mails")).isSelected()).isFalse();
	}

	@Test
	void leavesTheSwitchAsItWasWhenMailsCanNotBeTurnedOff() {
		signIn("offline");
		openAccountMenu();
		WebElement box = this.page.element(By.id("mails"));
		await().until(box::isEnabled);
		tabTo(box);
		this.page.relay().cut();
		press(Keys.SPACE);
		this.page.awaitVisible(By.id("mails-problem"));
		assertThat(this.page.element(By.id("mails-problem")).getText()).contains("can’t be reached");
		assertThat(box.isSelected()).isTrue();
		assertThat(focused()).isEqualTo(box);
	}

	@Test
	void playsSampleToStrangersAndLoadsItOnlyThen() {
		this.page.open("/");
		this.page.awaitVisible(By.id("sign-in"));
		WebElement player = this.page.element(By.cssSelector(".sample audio"));
		assertThat(player.getAccessibleName()).startsWith("Hear a sample");
		assertThat(loaded()).contains("/app.css").doesNotContain("/sample.mp3");
		tabTo(player);
		press(Keys.SPACE);
		await().untilAsserted(() -> assertThat(Double.parseDouble(String.valueOf(player.getDomProperty("currentTime"))))
			.isPositive());
		assertThat(loaded()).contains("/sample.mp3");
	}

	private List<String> loaded() {
		return ((List<?>) this.page.driver()
			.executeScript("return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"))
			.stream()
			.map(String::valueOf)
			.toList();
	}

	private void signIn(String user) {
		this.page.setUser(user);
		this.page.open("/");
		this.page.awaitVisible(By.id("sign-in"));
		tabTo(this.page.element(By.id("sign-in")));
		press(Keys.ENTER);
		this.page.awaitVisible(By.id("workspace"));
		await().until(() -> this.page.element(By.id("bitrate")).isEnabled());
	}

	private void chooseMono() {
		WebElement options = this.page.element(By.cssSelector("#more-options > summary"));
		tabTo(options);
		press(Keys.ENTER);
		tabTo(this.page.element(By.id("channels")));
		press("mono");
		tabTo(options);
		press(Keys.ENTER);
		this.page.awaitVisible(By.cssSelector("#chips .chip"));
	}

	private Conversion upload(String name) {
		WebElement files = this.page.element(By.id("files"));
		tabTo(files);
		// the dialog of the system is not the page's
		files.sendKeys(this.page.file(name, 1000).toString());
		await().until(() -> this.converter.conversions("keyed").size() == 1);
		return this.converter.conversions("keyed").get(0);
	}

	private void openAccountMenu() {
		tabTo(this.page.element(By.cssSelector("#account-menu > summary")));
		press(Keys.ENTER);
	}

	private void signOut() {
		openAccountMenu();
		tabTo(this.page.element(By.cssSelector("#sign-out button")));
		press(Keys.ENTER);
		this.page.awaitVisible(By.id("sign-in"));
	}

	/**
	 * Goes from one to the next, each of which must show that it is the one, until it is
	 * this.
	 */
	private void tabTo(WebElement target) {
		for (int i = 0; i < MAX_TABS && !focused().equals(target); i++) {
			press(Keys.TAB);
			assertThat(this.page.driver().executeScript("""
					const outlined = (element) => parseFloat(getComputedStyle(element).outlineWidth) >= 2
						&& getComputedStyle(element).outlineStyle !== 'none';
					const element = document.activeElement;
					return element === document.body || element.tagName === 'AUDIO'
						|| [element, ...element.labels ?? []].some(outlined);"""))
				.as("shows that it has the focus: %s", focused())
				.isEqualTo(true);
		}
		assertThat(focused()).isEqualTo(target);
	}

	private WebElement focused() {
		return this.page.driver().switchTo().activeElement();
	}

	private void press(CharSequence... keys) {
		for (CharSequence key : keys) {
			new Actions(this.page.driver()).sendKeys(key).perform();
		}
	}

	private static int position(WebElement slider) {
		return Integer.parseInt(String.valueOf(slider.getDomAttribute("aria-valuenow")));
	}

	private static String sharedPath(WebElement row) {
		return String.valueOf(row.findElement(By.className("share-link")).getDomProperty("value"))
			.replaceFirst("^https?://[^/]+", "");
	}

}
