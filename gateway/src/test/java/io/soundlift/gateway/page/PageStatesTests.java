package io.soundlift.gateway.page;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Shares;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.support.Secrets;
import io.soundlift.testsupport.PageInspection;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of each page of the gateway, in each of its states, with the rules of axe-core.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageStatesTests {

	private static final ConversionOptions USUAL = new ConversionOptions(192_000);

	private final PageInspection inspection = new PageInspection();

	@RegisterExtension
	private final TestPage page = new TestPage("--soundlift.gateway.max-video-size=10GB");

	private final TestConverter converter = new TestConverter(this.page.gateway());

	@Test
	void findsPictureWithoutWords() {
		this.page.open("/nothing");
		this.page.driver().executeScript("document.querySelector('main').append(document.createElement('img'))");
		assertThat(this.inspection.violations(this.page.browser())).singleElement().asString().startsWith("image-alt");
	}

	@Test
	void landingCanBeUsedByEverybody() {
		this.page.open("/");
		this.page.awaitVisible(By.id("sign-in"));
		inspect("landing");
	}

	@Test
	void emptyListAndMenuCanBeUsedByEverybody() {
		this.page.signIn("newcomer");
		awaitLimit();
		inspect("empty");
		this.page.openAccountMenu();
		await().until(() -> this.page.element(By.id("mails")).isEnabled());
		inspect("account-menu");
	}

	@Test
	void optionsWithAnErrorCanBeUsedByEverybody() {
		this.page.signIn("chooser");
		awaitLimit();
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.element(By.id("start")).sendKeys("later");
		this.page.element(By.id("cover")).sendKeys("a frame");
		this.page.choose(this.page.file("Lecture 4.mp4", 100));
		this.page.awaitVisible(By.id("options-problem"));
		inspect("options");
	}

	@Test
	void filesWithOptionsOfTheirOwnCanBeUsedByEverybody() {
		this.page.signIn("titler");
		awaitLimit();
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.click(By.id("each"));
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.choose(this.page.file("Lecture 4.mp4", 100), this.page.file("Lecture 5.mp4", 100));
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(2));
		this.page.elements(By.cssSelector("#uploads summary")).get(1).click();
		inspect("each-file");
	}

	@Test
	void uploadsCanBeUsedByEverybody() {
		String user = "sender";
		beginUpload(user, "Concert in the church.mkv");
		accept(user, "Holiday, the way there.mp4", 88, USUAL);
		this.page.signIn(user);
		awaitLimit();
		chooseMono();
		this.page.limitUploads(60_000);
		this.page.choose(this.page.file("Lecture 4, thermodynamics.mov", 7_400_000),
				this.page.file("Lecture 5, statistics.mov", 7_900_000));
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(3).anyMatch((row) -> row.contains("left")));
		inspect("uploading");
	}

	@Test
	void failuresCanBeUsedByEverybody() {
		String user = "unlucky";
		fail(accept(user, "Timelapse of the garden.mp4", 310, USUAL), "no-audio", "The video has no sound.");
		fail(accept(user, "Recording 17.mkv", 7, USUAL), "unreadable-video",
				"The file is damaged or no video that Soundlift knows.");
		this.page.signIn(user);
		awaitLimit();
		this.page.choose(this.page.file("Minutes of the meeting.txt", 10), this.page.file("Recording 18.mkv", 0));
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(2));
		inspect("failed");
		this.page.act(this.page.element(By.cssSelector("#list > li")), "again");
		this.page.awaitVisible(By.id("again-yes"));
		this.page.element(By.id("again-start")).sendKeys("later", Keys.ENTER);
		this.page.awaitVisible(By.id("again-options-problem"));
		inspect("again");
	}

	@Test
	void listWithPlayerCanBeUsedByEverybody() throws IOException {
		String user = "collector";
		Conversion played = fill(user);
		this.page.signIn(user);
		awaitLimit();
		chooseMono();
		WebElement row = this.page.row(played.id());
		WebElement play = row.findElement(By.className("play"));
		play.click();
		await().untilAsserted(() -> assertThat(play.getText()).isEqualTo("Pause"));
		play.click();
		row.findElement(By.tagName("canvas")).sendKeys(Keys.HOME, Keys.ARROW_RIGHT);
		await().untilAsserted(() -> assertThat(row.getText()).contains("0:05 of 0:07"));
		this.page.driver().executeScript("document.activeElement.blur()");
		inspect("many");
	}

	@Test
	void menuSelectionAndQuestionCanBeUsedByEverybody() throws IOException {
		String user = "tidier";
		Conversion conversion = fill(user);
		this.page.signIn(user);
		awaitLimit();
		WebElement row = this.page.row(conversion.id());
		this.page.click(By.id("select"));
		row.findElement(By.cssSelector(".pick input")).click();
		this.page.openMenu(row);
		inspect("selected");
		this.page.act(row, "delete");
		this.page.awaitVisible(By.id("confirm-yes"));
		inspect("question");
	}

	@Test
	void linksToAnMp3AndTheirPageCanBeUsedByEverybody() throws IOException {
		Conversion conversion = fill("sharer");
		this.page.signIn("sharer");
		awaitLimit();
		WebElement row = this.page.row(conversion.id());
		this.page.act(row, "share-toggle");
		row.findElement(By.cssSelector(".share button[type=submit]")).click();
		await().until(() -> row.findElement(By.className("share-link")).isDisplayed());
		await().untilAsserted(() -> assertThat(row.findElements(By.cssSelector(".share-list li"))).hasSize(1));
		inspect("share");
		String token = Secrets.newToken();
		this.page.gateway()
			.bean(Shares.class)
			.add(token, this.page.gateway().conversions().find(conversion.id()).orElseThrow(),
					Instant.now().plus(Duration.ofHours(1)), 9, 9);
		this.page.open("/shared/" + token);
		this.page.awaitVisible(By.tagName("audio"));
		inspect("shared");
	}

	@Test
	void journeyCanBeUsedByEverybody() {
		new TestJourney(this.page, this.converter).show("traveller");
		await().untilAsserted(() -> assertThat(this.page.element(By.id("list")).getText()).contains("In all")
			.doesNotContain("running"));
		inspect("journey");
	}

	@Test
	void pageWithoutSessionOrServerCanBeUsedByEverybody() {
		this.page.signIn("forgotten");
		awaitLimit();
		this.page.loseSession();
		this.page.choose(this.page.file("Lecture 4.mp4", 1000));
		this.page.awaitVisible(By.id("signed-out"));
		inspect("signed-out");
		block("*/api/session");
		this.page.open("/");
		this.page.awaitVisible(By.id("unreachable"));
		inspect("unreachable");
		block();
	}

	@Test
	void pageOfTheApiCanBeUsedByEverybody() {
		this.page.open("/api.html");
		this.page.awaitVisible(By.cssSelector("#getLimits > summary"));
		this.page.click(By.cssSelector("#createConversion > summary"));
		this.page.click(By.cssSelector("#getLimits > summary"));
		this.page.click(By.cssSelector("#getLimits form button"));
		this.page.awaitVisible(By.cssSelector("#getLimits .answer"));
		inspect("api");
	}

	@Test
	void pagesWithoutScriptsCanBeUsedByEverybody() {
		this.page
			.open("/unsubscribe/" + this.page.gateway().bean(MailPreferences.class).linkToken("reader").orElseThrow());
		inspect("mails-question");
		this.page.click(By.cssSelector("main button"));
		this.page.awaitVisible(By.cssSelector("form[action$='/undo']"));
		inspect("mails-off");
		this.page.open("/nothing");
		inspect("problem");
	}

	private void inspect(String name) {
		this.inspection.inspect(this.page.browser(), name);
	}

	/** Waits for the limits, which come with an answer of their own. */
	private void awaitLimit() {
		await().untilAsserted(() -> assertThat(this.page.element(By.id("limit")).getText()).contains("10.7 GB"));
	}

	private void chooseMono() {
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.element(By.id("channels")).sendKeys("mono");
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.awaitVisible(By.cssSelector("#chips .chip"));
	}

	/** Creates conversions in every state, and returns one that can be heard. */
	private Conversion fill(String user) throws IOException {
		Conversion expired = accept(user, "Choir practice in spring.mp4", 212, USUAL);
		complete(expired, Duration.ofMinutes(71), 102);
		this.converter.expire(expired);
		complete(accept(user,
				"Holiday 2026, part 1 (the beach, the boat, and the long way home over the mountains and through "
						+ "the valley).mp4",
				740,
				new ConversionOptions(null, 2, true, null, null, null, null, null, null, null, Map.of(), null, null)),
				Duration.ofSeconds(754), 18);
		fail(accept(user, "Timelapse of the garden.mp4", 310, USUAL), "no-audio", "The video has no sound.");
		Conversion heard = accept(user, "Tune of the podcast.mp4", 1080,
				new ConversionOptions(56_000, null, true, null, null, Duration.ofSeconds(10), Duration.ofSeconds(17),
						true, "deu", true, Map.of("title", "Our tune"), Cover.AUTO, true));
		byte[] mp3 = new ClassPathResource("static/sample.mp3").getContentAsByteArray();
		this.converter.complete(this.page.gateway().claims(), this.converter.claim(heard), mp3, 7_366, peaks());
		this.converter.progress(this.converter.claim(accept(user, "Concert in the church.mkv", 1300, USUAL)), 65);
		accept(user, "Lecture 4, thermodynamics.mov", 198, USUAL);
		return heard;
	}

	private static byte[] peaks() {
		byte[] peaks = new byte[600];
		for (int i = 0; i < peaks.length; i++) {
			peaks[i] = (byte) (130 + 70 * Math.sin(i / 19.0) * Math.sin(i / 3.1) + 40 * Math.sin(i * 1.7));
		}
		return peaks;
	}

	private Conversion accept(String user, String fileName, int megabytes, ConversionOptions options) {
		Conversions conversions = this.page.gateway().conversions();
		return conversions.accept(conversions.newId(), new Owner(user, user + "@example.org"), fileName, options,
				file(megabytes, "video/mp4"), null);
	}

	private void complete(Conversion conversion, Duration length, int megabytes) {
		Mp3 mp3 = new Mp3(file(megabytes, "audio/mpeg"), length.toMillis(),
				conversion.fileName().replace(".mp4", ".mp3"));
		assertThat(this.page.gateway().claims().complete(this.converter.claim(conversion), mp3)).isTrue();
	}

	private void fail(Conversion conversion, String code, String detail) {
		this.converter.fail(this.converter.claim(conversion), code, detail);
	}

	/** Returns a file that nobody reads. */
	private static StoredFile file(int megabytes, String type) {
		return StoredFile.whole(new ObjectId(), megabytes * 1_000_000L, "0".repeat(64), type);
	}

	private void beginUpload(String user, String fileName) {
		TestGateway gateway = this.page.gateway();
		assertThat(
				gateway
					.send(gateway.as(user, "/api/uploads")
						.header("Tus-Resumable", "1.0.0")
						.header("Upload-Length", "1300000000")
						.header("Upload-Metadata",
								"filename " + Base64.getEncoder().encodeToString(fileName.getBytes()))
						.POST(BodyPublishers.noBody()))
					.statusCode())
			.isEqualTo(201);
	}

	private void block(String... urls) {
		this.page.driver().executeCdpCommand("Network.enable", Map.of());
		this.page.driver().executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(urls)));
	}

}
