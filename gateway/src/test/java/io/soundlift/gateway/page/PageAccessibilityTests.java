package io.soundlift.gateway.page;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.soundlift.journey.conversion.Conversion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for whether everybody can use the page, with rows in every state.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageAccessibilityTests {

	/**
	 * Finds texts with less contrast to what is behind them than WCAG 2.2, 1.4.3 asks
	 * for.
	 */
	private static final String FAINT_TEXTS = """
			const rgb = (color) => color.match(/[\\d.]+/g).map(Number);
			const probe = document.createElement('p');
			probe.className = 'canvas-probe';
			document.body.append(probe);
			probe.style.background = 'Canvas';
			const canvas = rgb(getComputedStyle(probe).backgroundColor);
			probe.remove();
			const light = (c) => c.slice(0, 3).map((v) => v / 255)
				.map((v) => (v <= 0.04045) ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
				.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
			const behind = (element) => {
				for (let e = element; e; e = e.parentElement) {
					const color = rgb(getComputedStyle(e).backgroundColor);
					if ((color[3] ?? 1) > 0) {
						return color;
					}
				}
				return canvas;
			};
			return [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && e.tagName !== 'OPTION'
					&& [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())).map((e) => {
				const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
				return [(a + 0.05) / (b + 0.05), e.textContent.trim()];
			}).filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => ratio.toFixed(2) + ' ' + text);
			""";

	private final TestPage page = new TestPage("--soundlift.gateway.max-video-size=64MB");

	private final TestConverter converter = new TestConverter(this.page.gateway());

	@BeforeEach
	void reset() {
		this.page.reset();
	}

	@AfterAll
	void stop() {
		this.page.close();
	}

	@ParameterizedTest
	@CsvSource({ "out,light,320,740", "out,dark,1280,800", "in,light,320,740", "in,dark,320,740", "in,light,1280,800",
			"in,dark,1280,800", "journey,light,320,740", "journey,dark,1280,800", "api,light,320,740",
			"api,dark,1280,800" })
	void canBeReadAndUsedByEverybody(String state, String scheme, int width, int height) {
		this.page.browser().resize(width, height);
		this.page.browser().prefer(scheme);
		if ("in".equals(state)) {
			showEveryState(state + scheme + width);
		}
		else if ("journey".equals(state)) {
			new TestJourney(this.page, this.converter).show(state + scheme + width);
		}
		else if ("api".equals(state)) {
			this.page.open("/api.html");
			this.page.awaitVisible(By.cssSelector("#getOpenApi > summary"));
			this.page.click(By.cssSelector("#createConversion > summary"));
			this.page.click(By.cssSelector("#getOpenApi > summary"));
		}
		else {
			this.page.open("/");
			this.page.awaitVisible(By.id("sign-in"));
		}
		assertThat(list(FAINT_TEXTS)).as("texts without contrast").isEmpty();
		assertThat(this.page.driver().executeScript("return document.documentElement.scrollWidth"))
			.as("width without scrolling")
			.isEqualTo((long) ((Number) Objects
				.requireNonNull(this.page.driver().executeScript("return document.documentElement.clientWidth")))
				.intValue());
		assertThat(controlNames()).as("names of controls").doesNotContain("").doesNotHaveDuplicates();
		assertThat(list("return [...document.querySelectorAll('[id]')].map((element) => element.id)"))
			.doesNotHaveDuplicates();
		assertThat(list("""
				return [...document.querySelectorAll('h1, h2, h3')].filter((e) => e.checkVisibility())
					.map((e) => Number(e.tagName[1])).filter((level, i, all) => level > (all[i - 1] ?? 0) + 1)"""))
			.isEmpty();
		assertThat(list("""
				return [...document.querySelectorAll(`button, .button, select, summary,
						input:not([type=checkbox]):not(.unseen)`)].filter((e) => e.checkVisibility())
					.filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"""))
			.as("targets that are too small, WCAG 2.2, 2.5.5")
			.isEmpty();
	}

	private void showEveryState(String user) {
		this.converter.accept(user, "waits.mp4");
		this.converter.progress(this.converter.claim(this.converter.accept(user, "runs.mp4")), 42);
		this.converter
			.complete(this.converter.claim(this.converter.accept(user, "done" + "_and_long".repeat(15) + ".mp4")), "x");
		Conversion failed = this.converter.accept(user, "failed.mp4");
		this.converter.fail(this.converter.claim(failed), "no-audio", "The video has no sound.");
		beginUpload(user);
		this.page.signIn(user);
		this.page.row(failed.id());
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.element(By.id("cover")).sendKeys("a frame");
		this.page.awaitVisible(By.id("coverAt"));
		this.page.element(By.id("coverAt")).sendKeys("1");
		this.page.limitUploads(20_000);
		this.page.choose(this.page.file("sends.mp4", 1_000_000), this.page.file("queues.mp4", 1000),
				this.page.file("large.mp4", 9_000_000), this.page.file("empty.mp4", 0));
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(5)
			.anyMatch((row) -> row.contains("unfinished.mp4"))
			.anyMatch((row) -> row.contains("left")));
		if (this.page.driver().manage().window().getSize().getWidth() > 1000) {
			showWhatIsClosedElsewhere(failed);
		}
	}

	/**
	 * Shows chips in place of the options, the menu of a row, and what is for several.
	 */
	private void showWhatIsClosedElsewhere(Conversion conversion) {
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.awaitVisible(By.cssSelector("#chips .chip"));
		this.page.click(By.id("select"));
		this.page.openMenu(this.page.row(conversion.id()));
	}

	private void beginUpload(String user) {
		String name = Base64.getEncoder().encodeToString("unfinished.mp4".getBytes(StandardCharsets.UTF_8));
		assertThat(this.page.gateway()
			.send(this.page.gateway()
				.as(user, "/api/uploads")
				.header("Tus-Resumable", "1.0.0")
				.header("Upload-Length", "20000000")
				.header("Upload-Metadata", "filename " + name)
				.POST(BodyPublishers.noBody()))
			.statusCode()).isEqualTo(201);
	}

	private List<String> controlNames() {
		return Stream.of("a", "button", "input:not([type=hidden])", "select", "progress")
			.flatMap((selector) -> this.page.elements(By.cssSelector(selector)).stream())
			.filter(WebElement::isDisplayed)
			.map(WebElement::getAccessibleName)
			.toList();
	}

	private List<String> list(String script) {
		return ((List<?>) Objects.requireNonNull(this.page.driver().executeScript(script))).stream()
			.map(String::valueOf)
			.toList();
	}

}
