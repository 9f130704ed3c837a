package io.soundlift.gateway.page;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.soundlift.journey.conversion.Conversion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for how the page shows a journey.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyBrowserTests {

	@RegisterExtension
	private final TestPage page = new TestPage();

	private final TestConverter converter = new TestConverter(this.page.gateway());

	private final TestJourney journey = new TestJourney(this.page, this.converter);

	@Test
	void showsStepsWhileTheyHappenWithRetriesAndFailures() {
		Conversion conversion = this.journey.begin("berta");
		WebElement row = this.page.row(conversion.id());
		WebElement toggle = row.findElement(By.className("journey-toggle"));
		assertThat(toggle.getDomProperty("textContent")).isEqualTo("How it goes");
		this.page.awaitText(row, "still running");

		this.journey.convert(conversion);
		await().untilAsserted(() -> assertThat(this.journey.steps(conversion)).isEqualTo("video.upload video.store"
				+ " outbox.publish queue.wait convert video.fetch queue.wait convert audio.encode mail.send"));
		// the page reads the conversion and its journey one after the other
		await().untilAsserted(() -> assertThat(toggle.getDomProperty("textContent")).isEqualTo("How it went"));
		await()
			.untilAsserted(() -> assertThat(row.getText()).contains("Send the mail").doesNotContain("still running"));
		String table = row.findElement(By.className("steps")).getText();
		assertThat(table)
			.contains("Send the mail", "notifier", "Convert, attempt 2", "1 min 1 s of sound", "31 times real time")
			.doesNotContain("still running")
			.doesNotContain("inner-host");
		assertThat(this.page.texts("#" + row.getDomAttribute("id") + " [data-status=FAILED] .step-name"))
			.containsExactly("Convert", "Fetch the video");
		assertThat(bars(".step-bar")).allSatisfy((bar) -> {
			assertThat(bar.get(0)).as("left").isGreaterThanOrEqualTo(0);
			assertThat(bar.get(1)).as("width").isGreaterThanOrEqualTo(3);
			assertThat(bar.get(2)).as("beyond the track").isLessThanOrEqualTo(1);
		});
		double encode = bar("audio.encode").get(1);
		assertThat(encode / bar("convert").get(1)).as("2 of 2.5 seconds").isBetween(0.75, 0.85);
		WebElement grafana = row.findElement(By.className("journey-grafana"));
		assertThat(grafana.getDomAttribute("href"))
			.startsWith("https://grafana.example/d/soundlift-journey?var-conversion_id=" + conversion.id());
	}

	@Test
	void opensAndClosesByTheKeyboard() {
		Conversion conversion = this.journey.begin("clara");
		WebElement row = this.page.row(conversion.id());
		WebElement menu = row.findElement(By.className("menu-toggle"));
		WebElement toggle = row.findElement(By.className("journey-toggle"));
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(menu);
		WebElement panel = this.page.element(By.id("journey-" + conversion.id()));
		assertThat(toggle.getDomAttribute("aria-expanded")).isEqualTo("true");
		assertThat(toggle.getDomAttribute("aria-controls")).isEqualTo(panel.getDomAttribute("id"));
		menu.sendKeys(Keys.ENTER);
		toggle.sendKeys(Keys.ENTER);
		assertThat(panel.isDisplayed()).isFalse();
		assertThat(toggle.getDomAttribute("aria-expanded")).isEqualTo("false");
		menu.sendKeys(Keys.ARROW_DOWN);
		toggle.sendKeys(Keys.SPACE);
		assertThat(panel.isDisplayed()).isTrue();
		assertThat(panel.findElements(By.cssSelector("table caption, th[scope=row], th[scope=col]")))
			.hasSizeGreaterThan(4);
	}

	@Test
	void saysWhenItCantBeReadAndGoesOn() {
		Conversion conversion = this.journey.begin("dora");
		WebElement panel = this.page.element(By.id("journey-" + conversion.id()));
		block("*/journey");
		this.page.awaitText(panel, "can’t be reached");
		assertThat(panel.findElement(By.className("steps")).isDisplayed()).as("what was read before").isTrue();
		block();
		await().until(() -> !panel.findElement(By.className("journey-problem")).isDisplayed());
	}

	private void block(String... addresses) {
		this.page.driver().executeCdpCommand("Network.enable", Map.of());
		this.page.driver().executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
	}

	/**
	 * Measures the bar of the last step with a name: how many steps come before it
	 * depends on who published the messages.
	 */
	private List<Double> bar(String step) {
		List<List<Double>> bars = bars("[data-step='" + step + "'] .step-bar");
		return bars.get(bars.size() - 1);
	}

	private List<List<Double>> bars(String selector) {
		List<?> bars = (List<?>) Objects.requireNonNull(this.page.driver().executeScript("""
				return [...document.querySelectorAll(arguments[0])].map((bar) => [bar.getBoundingClientRect(),
					bar.parentElement.getBoundingClientRect()]).map(([bar, track]) => [bar.left - track.left, bar.width,
					bar.right - track.right].map((value) => value + 0.001))""", selector));
		return bars.stream()
			.map((bar) -> ((List<?>) bar).stream().map((value) -> ((Number) value).doubleValue()).toList())
			.toList();
	}

}
