package io.soundlift.gateway.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.mongodb.client.MongoCollection;
import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.conversion.Shares;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.support.Secrets;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the page in a real browser.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageBrowserTests {

	@RegisterExtension
	private final TestPage page = new TestPage();

	private final TestConverter converter = new TestConverter(this.page.gateway());

	@Test
	void tellsStrangersWhatItIsAndHowToGetIn() {
		this.page.open("/");
		this.page.awaitVisible(By.id("welcome"));
		assertThat(this.page.element(By.linkText("Sign in")).getDomAttribute("href"))
			.isEqualTo("/oauth2/authorization/soundlift");
		assertThat(this.page.element(By.linkText("Sign up")).getDomAttribute("href")).isEqualTo("/auth/sign-up");
		assertThat(this.page.element(By.id("workspace")).isDisplayed()).isFalse();
		assertThat(this.page.element(By.id("menu")).isDisplayed()).isFalse();
		assertThat(this.page.element(By.tagName("noscript")).isDisplayed()).isFalse();
	}

	@Test
	void saysOnceThatSigningInFailed() {
		this.page.open("/?sign-in=failed");
		this.page.awaitVisible(By.id("notice"));
		assertThat(this.page.element(By.id("notice")).getText()).contains("Signing in did not work");
		this.page.driver().navigate().refresh();
		this.page.awaitVisible(By.id("welcome"));
		assertThat(this.page.element(By.id("notice")).isDisplayed()).isFalse();
	}

	@Test
	void makesCallsOfTheApiWithTheSession() {
		this.page.signIn("tries");
		this.page.open("/api.html");
		this.page.awaitVisible(By.cssSelector("#getLimits > summary"));
		this.page.click(By.cssSelector("#getLimits > summary"));
		this.page.click(By.cssSelector("#getLimits form button"));
		awaitAnswer("#getLimits", "HTTP 200", "\"maxVideoBytes\":");
		// needs the CSRF token
		this.page.click(By.cssSelector("#createUpload > summary"));
		type("createUpload-Tus-Resumable", "1.0.0");
		type("createUpload-Upload-Length", "100");
		this.page.click(By.cssSelector("#createUpload form button"));
		awaitAnswer("#createUpload", "HTTP 201", "location: /api/uploads/");
		assertThat(this.page.element(By.cssSelector("#createUpload .command")).getText())
			.contains("-H 'Upload-Length: 100'", TestGateway.PUBLIC_URL + "/api/uploads'");
	}

	private void awaitAnswer(String operation, String... texts) {
		await().untilAsserted(
				() -> assertThat(this.page.element(By.cssSelector(operation + " .answer")).getText()).contains(texts));
	}

	@Test
	void speaksGermanOnceItWasChosen() {
		Conversion conversion = this.converter.accept("gerda", "talk.mp4");
		this.converter.complete(this.converter.claim(conversion), "the sound");
		this.page.open("/");
		this.page.awaitVisible(By.id("language"));
		this.page.click(By.cssSelector("#language option[value=de]"));
		// a page is replaced by the next meanwhile
		await().ignoreExceptions()
			.untilAsserted(
					() -> assertThat(this.page.texts("#welcome-title")).containsExactly("Videos rein, MP3s raus"));
		this.page.signIn("gerda");
		awaitLimit("Je bis zu 3,1 MB.");
		WebElement row = this.page.row(conversion.id());
		this.page.awaitText(row, "Die MP3-Datei ist fertig");
		assertThat(row.getText()).contains("9 Bytes", "hochgeladen", "Herunterladen");
		this.page.choose(this.page.file("leer.mp4", 0));
		await()
			.untilAsserted(() -> assertThat(this.page.upload(0)).contains("Nicht hochgeladen", "Diese Datei ist leer"));
		assertThat(this.page.element(By.id("language")).getDomProperty("value")).isEqualTo("de");
		this.page.browser().resize(320, 740);
		assertThat(this.page.driver()
			.executeScript("const page = document.documentElement; return page.scrollWidth - page.clientWidth"))
			.as("what a phone can't show without scrolling, of longer words")
			.isEqualTo(0L);
		this.page.open("/api.html");
		await().untilAsserted(
				() -> assertThat(this.page.element(By.id("access")).getText()).contains("mit Ihrer Sitzung"));
	}

	@Test
	void showsTheWaysInWithoutScripts() {
		this.page.driver().executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
		try {
			this.page.open("/");
			assertThat(this.page.element(By.linkText("Sign in")).isDisplayed()).isTrue();
			assertThat(this.page.element(By.linkText("Sign up")).isDisplayed()).isTrue();
			assertThat(this.page.element(By.tagName("noscript")).getText()).contains("need JavaScript");
			assertThat(this.page.element(By.linkText("your API clients")).getDomAttribute("href"))
				.isEqualTo("/auth/clients");
			assertThat(this.page.element(By.id("workspace")).isDisplayed()).isFalse();
		}
		finally {
			this.page.driver().executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
		}
	}

	@Test
	void saysUntilWhenAnMp3IsKeptAndThatItIsGoneAfterThat() {
		Conversion conversion = this.converter.accept("greta", "talk.mp4");
		this.converter.complete(this.converter.claim(conversion), "the sound");
		this.page.signIn("greta");
		WebElement kept = this.page.row(conversion.id());
		this.page.awaitText(kept, "The MP3 is ready");
		assertThat(kept.getText()).contains("kept until ");
		assertThat(kept.findElement(By.className("download")).isDisplayed()).isTrue();

		this.converter.expire(conversion);
		this.page.driver().navigate().refresh();
		WebElement expired = this.page.row(conversion.id());
		this.page.awaitText(expired, "The MP3 is not kept any more");
		assertThat(expired.getText()).contains("9 bytes").doesNotContain("kept until");
		assertThat(expired.findElement(By.className("download")).isDisplayed()).isFalse();
	}

	@Test
	void playsMp3WithWaveformByKeysAndOneAtATime() throws IOException {
		byte[] mp3 = sound(Duration.ofSeconds(30));
		Conversion plain = this.converter.accept("paula", "plain.mp4");
		this.converter.complete(this.page.gateway().claims(), this.converter.claim(plain), mp3, 30_000, new byte[0]);
		Conversion drawn = this.converter.accept("paula", "drawn.mp4");
		byte[] peaks = new byte[600];
		Arrays.fill(peaks, 0, 300, (byte) 200);
		this.converter.complete(this.page.gateway().claims(), this.converter.claim(drawn), mp3, 30_000, peaks);
		this.page.signIn("paula");
		WebElement row = this.page.row(drawn.id());
		assertThat(row.findElements(By.tagName("canvas"))).as("before it is asked for").isEmpty();
		play(row, "Pause drawn.mp3");
		await().untilAsserted(() -> assertThat(heights(row)).as("a loud half and a silent one").containsExactly(44, 2));
		WebElement slider = row.findElement(By.tagName("canvas"));
		assertThat(slider.getAriaRole()).isEqualTo("slider");
		assertThat(slider.getAccessibleName()).isEqualTo("Position in drawn.mp3");

		WebElement other = this.page.row(plain.id());
		play(other, "Pause plain.mp3");
		await().untilAsserted(() -> assertThat(playName(row)).isEqualTo("Play drawn.mp3"));
		WebElement otherSlider = other.findElement(By.tagName("canvas"));
		otherSlider.sendKeys(Keys.END);
		await().untilAsserted(() -> assertThat(playName(other)).isEqualTo("Play plain.mp3"));
		await()
			.untilAsserted(() -> assertThat(otherSlider.getDomAttribute("aria-valuetext")).isEqualTo("0:30 of 0:30"));
		otherSlider.sendKeys(Keys.HOME);
		otherSlider.sendKeys(Keys.ARROW_RIGHT);
		await()
			.untilAsserted(() -> assertThat(otherSlider.getDomAttribute("aria-valuetext")).isEqualTo("0:05 of 0:30"));
	}

	private void play(WebElement row, String name) {
		row.findElement(By.className("play")).click();
		await().untilAsserted(() -> assertThat(playName(row)).isEqualTo(name));
	}

	private static String playName(WebElement row) {
		return String.valueOf(row.findElement(By.className("play")).getAccessibleName());
	}

	/**
	 * Measures two bars of the waveform, in the middle of its halves.
	 */
	private List<Integer> heights(WebElement row) {
		Object heights = this.page.driver().executeScript("""
				const canvas = arguments[0].querySelector('canvas');
				const context = canvas.getContext('2d');
				const height = (x) => {
					const column = context.getImageData(x - x % (3 * devicePixelRatio), 0, 1, canvas.height).data;
					return column.filter((value, index) => index % 4 === 3 && value > 0).length / devicePixelRatio;
				};
				return [height(Math.round(canvas.width / 4)), height(Math.round(canvas.width * 3 / 4))];
				""", row);
		return ((List<?>) Objects.requireNonNull(heights)).stream()
			.map((height) -> ((Number) height).intValue())
			.toList();
	}

	private byte[] sound(Duration length) throws IOException {
		Path file = this.page.file("sound.mp3", 0);
		Process ffmpeg = new ProcessBuilder(SampleMedia.ffmpeg().toString(), "-v", "error", "-y", "-f", "lavfi", "-i",
				"sine=d=" + length.toSeconds(), "-c:a", "libmp3lame", "-b:a", "64k", file.toString())
			.inheritIO()
			.start();
		assertThat(ffmpeg.onExit().join().exitValue()).isZero();
		return Files.readAllBytes(file);
	}

	@Test
	void makesShowsAndEndsLinkToMp3() {
		Conversion conversion = this.converter.accept("lena", "talk.mp4");
		this.converter.complete(this.converter.claim(conversion), "the sound");
		this.page.signIn("lena");
		WebElement row = this.page.row(conversion.id());
		this.page.act(row, "share-toggle");
		row.findElement(By.cssSelector(".share button[type=submit]")).click();
		WebElement link = row.findElement(By.className("share-link"));
		await().until(link::isDisplayed);
		String path = URI.create(String.valueOf(link.getDomProperty("value"))).getPath();
		await().untilAsserted(() -> assertThat(row.findElements(By.cssSelector(".share-list li"))).hasSize(1));
		assertThat(this.page.gateway().send(this.page.gateway().anonymous(path + "/mp3")).body()).asString()
			.isEqualTo("the sound");
		row.findElement(By.className("share-copy")).click();
		this.page.awaitText(row.findElement(By.className("share-copy")), "Copied");

		row.findElement(By.cssSelector(".share-list button")).click();
		await().untilAsserted(() -> assertThat(row.findElements(By.cssSelector(".share-list li"))).isEmpty());
		assertThat(this.page.gateway().send(this.page.gateway().anonymous(path)).statusCode()).isEqualTo(404);
		assertThat(link.isDisplayed()).as("a link that has ended").isFalse();
	}

	@Test
	void convertsVideoAgainWithOtherOptions() {
		Conversion first = this.converter.accept("olga", "talk.mp4");
		this.converter.fail(this.converter.claim(first), "no-audio", "The video has no sound.");
		this.page.signIn("olga");
		WebElement row = this.page.row(first.id());
		this.page.act(row, "again");
		this.page.awaitVisible(By.id("again-yes"));
		assertThat(this.page.element(By.id("again-bitrate")).getDomProperty("value")).as("what was chosen before")
			.isEqualTo("bitrate=128000");
		WebElement start = this.page.element(By.id("again-start"));
		start.sendKeys("later", Keys.ENTER);
		this.page.awaitVisible(By.id("again-options-problem"));
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(start);
		assertThat(this.converter.conversions("olga")).hasSize(1);
		start.clear();
		start.sendKeys("1.5");
		this.page.element(By.id("again-channels")).sendKeys("mono");
		this.page.click(By.id("again-yes"));
		await().until(() -> this.converter.conversions("olga").size() == 2);
		Conversion second = this.converter.conversions("olga").get(0);
		assertThat(second.options().bitrate()).isEqualTo(128_000);
		assertThat(second.options().start()).isEqualTo(Duration.ofMillis(1500));
		assertThat(second.options().channels()).isEqualTo(1);
		WebElement made = this.page.row(second.id());
		await().untilAsserted(() -> assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(made));
		await().untilAsserted(() -> assertThat(this.page.announced()).contains("talk.mp4 is being converted again."));

		this.page.gateway().bean(Retention.class).removeVideo(first);
		WebElement item = row.findElement(By.className("again"));
		await().until(() -> "true".equals(item.getDomProperty("hidden")));
		this.page.act(made, "again");
		this.page.awaitVisible(By.id("again-yes"));
		this.page.gateway().files().delete(Bucket.VIDEOS, second.video().fileId());
		this.page.click(By.id("again-yes"));
		this.page.awaitText(this.page.element(By.id("again-problem")), "not kept any more");
		this.page.click(By.id("again-no"));
		await().untilAsserted(() -> assertThat(this.page.driver().switchTo().activeElement())
			.isEqualTo(made.findElement(By.className("menu-toggle"))));
		assertThat(this.converter.conversions("olga")).hasSize(2);
	}

	@Test
	void convertsVideoAgainOnceThoughTheAnswerWasLost() {
		Conversion first = this.converter.accept("oskar", "talk.mp4");
		this.converter.fail(this.converter.claim(first), "no-audio", "The video has no sound.");
		this.page.signIn("oskar");
		this.page.act(this.page.row(first.id()), "again");
		this.page.awaitVisible(By.id("again-yes"));
		this.page.relay().hold(202);
		this.page.click(By.id("again-yes"));
		await().until(() -> this.converter.conversions("oskar").size() == 2);
		this.page.relay().cut();
		this.page.awaitVisible(By.id("again-problem"));
		this.page.relay().restore();
		this.page.click(By.id("again-yes"));
		await().until(() -> !this.page.element(By.id("again-yes")).isDisplayed());
		assertThat(this.converter.conversions("oskar")).hasSize(2);
		this.page.row(this.converter.conversions("oskar").get(0).id());
	}

	@Test
	void showsWhoeverHasLinkPageWithPlayer() throws IOException {
		Conversion conversion = this.converter.accept("nora", "talk.mp4");
		this.converter.complete(this.page.gateway().claims(), this.converter.claim(conversion),
				sound(Duration.ofSeconds(2)), 2000, new byte[0]);
		String token = Secrets.newToken();
		this.page.gateway()
			.bean(Shares.class)
			.add(token, this.page.gateway().conversions().find(conversion.id()).orElseThrow(),
					Instant.now().plus(Duration.ofHours(1)), 1, 1);
		this.page.open("/shared/" + token);
		assertThat(this.page.element(By.tagName("h1")).getText()).isEqualTo("talk.mp3");
		// as if a person had pressed the button of the browser's own player
		this.page.driver()
			.executeCdpCommand("Runtime.evaluate",
					Map.of("expression", "document.querySelector('audio').play()", "userGesture", true));
		await().untilAsserted(
				() -> assertThat(this.page.driver().executeScript("return document.querySelector('audio').ended"))
					.isEqualTo(true));
	}

	@Test
	void keepsPlaceInQueueThatIsToldBeforeTheUploadIsAnswered() {
		this.page.signIn("petra");
		this.page.relay().hold(202);
		this.page.choose(SampleMedia.file(Sample.MP4_AAC));
		await().until(() -> this.converter.conversions("petra").size() == 1);
		WebElement row = this.page.row(this.converter.conversions("petra").get(0).id());
		this.page.awaitText(row, "Waits for a converter: number ");

		this.page.relay().release();
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		assertThat(row.getText()).contains("Waits for a converter: number ");
	}

	@Test
	void takesAVideoFromTheChoiceToTheDownload() throws IOException {
		Path video = SampleMedia.file(Sample.MP4_AAC);
		this.page.signIn("berta");
		this.page.openAccountMenu();
		assertThat(this.page.element(By.id("email")).getText()).isEqualTo("berta@example.org");
		this.page.openAccountMenu();
		assertThat(this.page.element(By.id("list-empty")).isDisplayed()).isTrue();
		awaitLimit("Up to 3.1 MB each.");
		this.page.element(By.id("bitrate")).sendKeys("64 kbit/s");
		this.page.choose(video);

		await().until(() -> this.converter.conversions("berta").size() == 1);
		Conversion conversion = this.converter.conversions("berta").get(0);
		assertThat(conversion.fileName()).isEqualTo("mp4-aac.mp4");
		assertThat(conversion.options().bitrate()).isEqualTo(64_000);
		assertThat(this.page.gateway().files().read(Bucket.VIDEOS, conversion.video()).readAllBytes())
			.isEqualTo(Files.readAllBytes(video));
		WebElement row = this.page.row(conversion.id());
		this.page.awaitText(row, "Waits for a converter: number ");
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		assertThat(this.page.element(By.id("list-empty")).isDisplayed()).isFalse();

		Conversion claimed = this.converter.claim(conversion);
		this.converter.progress(claimed, 42);
		this.page.awaitText(row, "Is being converted: 42 %, 2 min left, 62 times real time");
		assertThat(row.findElement(By.tagName("progress")).getDomProperty("value")).isEqualTo("42");

		this.converter.complete(claimed, "the sound");
		// it is told for some seconds only
		await().untilAsserted(() -> assertThat(this.page.announced()).contains("mp4-aac.mp4: The MP3 is ready"));
		this.page.awaitText(row, "The MP3 is ready");
		assertThat(row.getText()).contains("1:01", "9 bytes", "64 kbit/s");
		row.findElement(By.linkText("Download")).click();
		Path download = this.page.browser().downloads().resolve("mp4-aac.mp3");
		await().untilAsserted(() -> assertThat(download).hasContent("the sound"));

		this.page.act(row, "delete");
		this.page.confirm();
		await().until(() -> !this.page.hasRow(conversion.id()));
		assertThat(this.converter.conversions("berta")).isEmpty();
		assertThat(this.page.element(By.id("list-empty")).isDisplayed()).isTrue();
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(this.page.element(By.id("list-title")));
	}

	@Test
	void sendsTheOptionsThatWereChosen() {
		this.page.signIn("choosy");
		assertThat(this.page.element(By.id("title")).isDisplayed()).as("simple unless asked").isFalse();
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.element(By.id("bitrate")).sendKeys("variable, V2");
		type("start", "1:02.5");
		type("end", "0:02:00");
		this.page.element(By.id("channels")).sendKeys("mono");
		this.page.element(By.id("sampleRate")).sendKeys("22.05");
		type("track", "de");
		this.page.click(By.id("normalize"));
		this.page.click(By.id("tags"));
		this.page.click(By.id("chapters"));
		type("title", "Ä & Ö = 100 %");
		type("year", "2026");
		type("trackNumber", "3/12");
		this.page.element(By.id("cover")).sendKeys("a frame");
		type("coverAt", "10");
		this.page.choose(this.page.file("choosy.mp4", 100));
		await().until(() -> this.converter.conversions("choosy").size() == 1);
		Conversion conversion = this.converter.conversions("choosy").get(0);
		assertThat(conversion.options())
			.isEqualTo(new ConversionOptions(null, 2, true, 1, 22_050, Duration.ofMillis(62_500), Duration.ofMinutes(2),
					true, "deu", false, Map.of("title", "Ä & Ö = 100 %", "year", "2026", "trackNumber", "3/12"),
					Cover.frame(Duration.ofSeconds(10)), false));
		assertThat(this.page.row(conversion.id()).getText()).contains("variable bit rate V2");
		this.page.click(By.cssSelector("#options [type=reset]"));
		await().until(() -> "true".equals(this.page.element(By.id("tags")).getDomProperty("checked")));
		this.page.choose(this.page.file("usual.mp4", 100));
		await().until(() -> this.converter.conversions("choosy").size() == 2);
		ConversionOptions usual = this.converter.conversions("choosy").get(0).options();
		assertThat(usual.bitrate()).isEqualTo(192_000);
		assertThat(usual.choosesEncoding()).isFalse();
		assertThat(usual.start()).isNull();
		assertThat(usual.tags()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "start,later", "end,0:61", "track,g1", "year,26", "trackNumber,three" })
	void saysWhichOptionCanNotBeBeforeAnythingIsSent(String field, String value) {
		this.page.signIn("strict");
		this.page.click(By.cssSelector("#more-options > summary"));
		type(field, value);
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.choose(this.page.file("strict.mp4", 100));
		// it is told for some seconds only
		await().untilAsserted(() -> assertThat(this.page.announced()).contains("Nothing was uploaded."));
		this.page.awaitVisible(By.id("options-problem"));
		WebElement input = this.page.element(By.id(field));
		assertThat(input.findElements(By.xpath("following-sibling::*[@id='options-problem']"))).as("beside it")
			.hasSize(1);
		assertThat(this.page.driver().executeScript("""
				const { top, bottom } = arguments[0].getBoundingClientRect();
				return top >= 0 && bottom <= innerHeight;""", this.page.element(By.id("options-problem"))))
			.as("in view")
			.isEqualTo(true);
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(input);
		assertThat(input.getDomAttribute("aria-invalid")).isEqualTo("true");
		assertThat(this.page.uploads()).isEmpty();
		assertThat(this.converter.conversions("strict")).isEmpty();
	}

	@Test
	void asksForOptionsOfEachFileIfWanted() {
		this.page.signIn("careful");
		awaitLimit("Up to 3.1 MB each.");
		this.page.click(By.cssSelector("#more-options > summary"));
		type("artist", "Anna");
		this.page.click(By.id("each"));
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.choose(this.page.file("one.mp4", 100), this.page.file("two.mp4", 100));
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(2)
			.allMatch((row) -> row.contains("Waits for its options")));
		assertThat(leavingIsPrevented()).isTrue();
		List<WebElement> rows = this.page.elements(By.cssSelector("#uploads > li"));
		WebElement title = rows.get(0).findElement(By.name("title"));
		assertThat(title.getAccessibleName()).isEqualTo("Title of one.mp4");
		title.sendKeys("First");
		WebElement channels = rows.get(0).findElement(By.name("channels"));
		assertThat(channels.isDisplayed()).as("simple unless asked").isFalse();
		rows.get(0).findElement(By.tagName("summary")).click();
		assertThat(channels.getAccessibleName()).isEqualTo("Channels of one.mp4");
		channels.sendKeys("mono");
		rows.get(1).findElement(By.cssSelector("option[value=frame]")).click();
		this.page.click(By.id("send-all"));
		WebElement time = rows.get(1).findElement(By.name("coverAt"));
		await().untilAsserted(() -> assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(time));
		assertThat(rows.get(1).getText()).contains("must be a time such as 1:30");
		time.sendKeys("0:10");
		rows.get(1).findElement(By.className("send")).click();
		await().until(() -> this.converter.conversions("careful").size() == 2);
		assertThat(this.converter.conversions("careful")).extracting(Conversion::fileName)
			.containsExactly("two.mp4", "one.mp4");
		assertThat(this.converter.conversions("careful").get(0).options().cover())
			.isEqualTo(Cover.frame(Duration.ofSeconds(10)));
		assertThat(this.converter.conversions("careful").get(0).options().tags()).isEqualTo(Map.of("artist", "Anna"));
		assertThat(this.converter.conversions("careful").get(0).options().channels()).isNull();
		assertThat(this.converter.conversions("careful").get(1).options().tags())
			.isEqualTo(Map.of("artist", "Anna", "title", "First"));
		assertThat(this.converter.conversions("careful").get(1).options().channels()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		assertThat(leavingIsPrevented()).isFalse();
	}

	@Test
	void showsWhatTheServerSaysOfAnOption() {
		this.page.signIn("beyond");
		this.page.element(By.id("bitrate")).sendKeys("320 kbit/s");
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.element(By.id("sampleRate")).sendKeys("22.05");
		this.page.choose(this.page.file("beyond.mp4", 100));
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement()
			.asString()
			.contains("Not uploaded", "An MP3 of 22050 Hz has a bit rate of up to 160k."));
		assertThat(this.converter.conversions("beyond")).isEmpty();
	}

	@Test
	void showsChosenOptionsAndRemembersThemForTheAccount() {
		this.page.signIn("mindful");
		awaitLimit("Up to 3.1 MB each.");
		this.page.click(By.cssSelector("#more-options > summary"));
		type("start", "0:10");
		type("artist", "Anna");
		this.page.element(By.id("channels")).sendKeys("mono");
		assertThat(this.page.element(By.id("chips")).isDisplayed()).isFalse();
		this.page.click(By.cssSelector("#more-options > summary"));
		assertThat(chips()).containsExactly("from 0:10", "mono", "artist Anna");
		this.page.driver().navigate().refresh();
		awaitLimit("Up to 3.1 MB each.");
		await().untilAsserted(
				() -> assertThat(chips()).as("but for what is of one video").containsExactly("mono", "artist Anna"));
		WebElement mono = this.page.element(By.cssSelector("#chips button"));
		assertThat(mono.getAccessibleName()).startsWith("mono").contains("leave it out");
		mono.click();
		assertThat(chips()).containsExactly("artist Anna");
		this.page.choose(this.page.file("mindful.mp4", 100));
		await().until(() -> this.converter.conversions("mindful").size() == 1);
		Conversion conversion = this.converter.conversions("mindful").get(0);
		assertThat(conversion.options().channels()).isNull();
		assertThat(conversion.options().tags()).isEqualTo(Map.of("artist", "Anna"));
		assertThat(this.page.row(conversion.id()).getText()).contains("artist Anna");
		this.page.loseSession();
		this.page.signIn("stranger");
		awaitLimit("Up to 3.1 MB each.");
		assertThat(chips()).isEmpty();
	}

	private List<String> chips() {
		return this.page.texts("#chips .chip > span:first-child").stream().map(String::strip).toList();
	}

	/**
	 * The limits come with an answer of their own.
	 */
	private void awaitLimit(String text) {
		await().untilAsserted(() -> assertThat(this.page.element(By.id("limit")).getText()).isEqualTo(text));
	}

	private void type(String field, String text) {
		this.page.element(By.id(field)).sendKeys(text);
	}

	@Test
	void keepsNamesThatHeadersCanNotHold() {
		this.page.signIn("names");
		String name = "Ännchen's \"film\" 100% (1)* 🎬.mp4";
		this.page.choose(this.page.file(name, 100));
		await().until(() -> this.converter.conversions("names").size() == 1);
		assertThat(this.converter.conversions("names").get(0).fileName()).isEqualTo(name);
		assertThat(
				this.page.row(this.converter.conversions("names").get(0).id()).findElement(By.tagName("h3")).getText())
			.isEqualTo(name);
	}

	@Test
	void showsNamesAsTextAndNeverAsHtml() {
		this.page.signIn("html");
		Conversion conversion = this.converter.accept("html", "<img src=x onerror=alert(1)>.mp4");
		this.page.driver().navigate().refresh();
		WebElement row = this.page.row(conversion.id());
		assertThat(row.findElement(By.tagName("h3")).getText()).isEqualTo("<img src=x onerror=alert(1)>.mp4");
		assertThat(row.findElements(By.tagName("img"))).isEmpty();
	}

	@Test
	void showsWhyThereIsNoMp3() {
		this.page.signIn("failing");
		Conversion conversion = this.converter.accept("failing", "silent.mp4");
		this.converter.fail(this.converter.claim(conversion), "no-audio", "The video has no sound.");
		this.page.driver().navigate().refresh();
		WebElement row = this.page.row(conversion.id());
		this.page.openMenu(row);
		assertThat(row.getText()).contains("Could not be converted", "The video has no sound.", "Delete")
			.doesNotContain("Download", "Cancel");
	}

	@Test
	void cancelsALiveConversionAfterAQuestion() {
		this.page.signIn("cancelling");
		Conversion conversion = this.converter.accept("cancelling", "long.mp4");
		this.page.driver().navigate().refresh();
		WebElement row = this.page.row(conversion.id());
		WebElement menu = row.findElement(By.className("menu-toggle"));
		WebElement cancel = row.findElement(By.className("delete"));
		menu.click();
		assertThat(cancel.getText()).isEqualTo("Cancel");
		cancel.click();
		this.page.awaitVisible(By.id("confirm-no"));
		this.page.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
		await().until(() -> !this.page.element(By.id("confirm")).isDisplayed());
		await().untilAsserted(() -> assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(menu));
		assertThat(this.converter.conversions("cancelling")).hasSize(1);
		menu.sendKeys(Keys.ENTER);
		cancel.sendKeys(Keys.ENTER);
		this.page.confirm();
		await().until(() -> !this.page.hasRow(conversion.id()));
		assertThat(this.converter.conversions("cancelling")).isEmpty();
	}

	@Test
	void takesTheQuestionBackWhenTheConversionHasJustEnded() {
		this.page.signIn("racing");
		Conversion conversion = this.converter.accept("racing", "almost.mp4");
		this.page.driver().navigate().refresh();
		this.page.act(this.page.row(conversion.id()), "delete");
		this.page.awaitVisible(By.id("confirm-yes"));
		this.converter.complete(this.converter.claim(conversion), "x");
		await().until(() -> !this.page.element(By.id("confirm")).isDisplayed());
		assertThat(this.converter.conversions("racing")).hasSize(1);
		this.page.awaitText(this.page.row(conversion.id()), "The MP3 is ready");
		this.page.openMenu(this.page.row(conversion.id()));
		assertThat(this.page.row(conversion.id()).getText()).contains("Delete");
	}

	@Test
	void changesRowsInPlaceSoThatTheFocusStays() {
		this.page.signIn("focused");
		Conversion conversion = this.converter.accept("focused", "talk.mp4");
		this.page.driver().navigate().refresh();
		WebElement row = this.page.row(conversion.id());
		WebElement button = row.findElement(By.className("delete"));
		row.findElement(By.className("menu-toggle")).sendKeys(Keys.ARROW_UP);
		assertThat(this.page.driver().switchTo().activeElement()).as("the last item").isEqualTo(button);
		Conversion claimed = this.converter.claim(conversion);
		this.converter.progress(claimed, 10);
		this.page.awaitText(row, "10 %");
		this.converter.complete(claimed, "x");
		this.page.awaitText(row, "The MP3 is ready");
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(button);
		assertThat(button.getText()).isEqualTo("Delete");
		assertThat(button.getAccessibleName()).isEqualTo("Delete talk.mp4");
	}

	@Test
	void isToldOfChangesWithoutAsking() {
		this.page.signIn("livia");
		// the stream is up once it has had the list fetched anew
		await().until(() -> listCalls() >= 2);
		Conversion conversion = this.converter.accept("livia", "talk.mp4");
		WebElement row = this.page.row(conversion.id());
		Conversion claimed = this.converter.claim(conversion);
		this.converter.progress(claimed, 42);
		this.page.awaitText(row, "Is being converted: 42 %");
		await().until(() -> "42 % · Soundlift".equals(this.page.driver().getTitle()));
		long calls = listCalls();
		this.converter.complete(claimed, "the sound");
		this.page.awaitText(row, "The MP3 is ready");
		await().until(() -> "Soundlift".equals(this.page.driver().getTitle()));
		this.page.gateway().bean(Deletion.class).delete(conversion.id(), "livia");
		await().until(() -> !this.page.hasRow(conversion.id()));
		assertThat(listCalls()).isEqualTo(calls);
	}

	@Test
	void followsWhatIsMadeAndDeletedElsewhere() {
		this.page.signIn("elsewhere");
		Conversion first = this.converter.accept("elsewhere", "first.mp4");
		this.page.driver().navigate().refresh();
		this.page.row(first.id());
		Conversion second = this.converter.accept("elsewhere", "second.mp4");
		this.page.row(second.id());
		assertThat(names()).containsExactly("second.mp4", "first.mp4");
		this.page.gateway().send(this.page.gateway().as("elsewhere", "/api/conversions/" + first.id()).DELETE());
		await().until(() -> !this.page.hasRow(first.id()));
		assertThat(names()).containsExactly("second.mp4");
	}

	@Test
	void showsMoreWhenAskedAndGoesOnFromThere() {
		this.page.signIn("many");
		for (int i = 1; i <= 45; i++) {
			Conversion conversion = this.converter.accept("many", i + ".mp4");
			if (i > 1) {
				this.converter.complete(this.converter.claim(conversion), "x");
			}
		}
		this.page.driver().navigate().refresh();
		await().until(() -> names().size() == 20);
		assertThat(names()).startsWith("45.mp4", "44.mp4").endsWith("26.mp4");
		this.page.element(By.id("more")).sendKeys(Keys.ENTER);
		await().until(() -> names().size() == 40);
		assertThat(this.page.driver().switchTo().activeElement().findElement(By.tagName("h3")).getText())
			.isEqualTo("25.mp4");
		this.page.click(By.id("more"));
		await().until(() -> names().size() == 45);
		assertThat(names()).doesNotHaveDuplicates().endsWith("2.mp4", "1.mp4");
		assertThat(this.page.element(By.id("more")).isDisplayed()).isFalse();
		// the oldest is live and far from the first page
		Conversion oldest = this.converter.conversions("many").get(44);
		this.converter.progress(this.converter.claim(oldest), 77);
		this.page.awaitText(this.page.row(oldest.id()), "77 %");
		assertThat(names()).hasSize(45);
	}

	@Test
	void findsConversionsByNameAndStateAlsoBeyondTheFirstPage() {
		this.page.signIn("seeker");
		this.converter.fail(this.converter.claim(this.converter.accept("seeker", "Interview with Ana.mov")), "no-audio",
				"The video has no sound.");
		Conversion ready = this.converter.accept("seeker", "Interview with Berta.mov");
		this.converter.complete(this.converter.claim(ready), "x");
		for (int i = 1; i <= 20; i++) {
			this.converter.accept("seeker", "talk " + i + ".mp4");
		}
		this.page.driver().navigate().refresh();
		await().until(() -> names().size() == 20);
		this.page.element(By.id("search")).sendKeys("VIEW with");
		await().untilAsserted(
				() -> assertThat(shownNames()).containsExactly("Interview with Berta.mov", "Interview with Ana.mov"));
		await().untilAsserted(
				() -> assertThat(this.page.element(By.id("matches")).getText()).isEqualTo("2 of 22 conversions"));
		this.page.click(By.cssSelector("#filter option[value=failed]"));
		await().untilAsserted(() -> assertThat(shownNames()).containsExactly("Interview with Ana.mov"));
		this.page.element(By.id("search")).clear();
		this.page.click(By.cssSelector("#filter option[value=live]"));
		await().untilAsserted(() -> assertThat(shownNames()).hasSize(20).doesNotContain("Interview with Berta.mov"));
	}

	@Test
	void downloadsAndDeletesSeveralAtOnce() throws IOException {
		this.page.signIn("tidy");
		List<Conversion> conversions = Stream.of("one.mp4", "two.mp4", "kept.mp4").map((name) -> {
			Conversion conversion = this.converter.accept("tidy", name);
			this.converter.complete(this.converter.claim(conversion), "sound of " + name);
			return conversion;
		}).toList();
		this.page.driver().navigate().refresh();
		this.page.row(conversions.get(0).id());
		this.page.click(By.id("select"));
		for (Conversion conversion : conversions.subList(0, 2)) {
			WebElement box = this.page.row(conversion.id()).findElement(By.cssSelector(".pick input"));
			assertThat(box.getAccessibleName()).isEqualTo("Select " + conversion.fileName());
			box.click();
		}
		assertThat(this.page.element(By.id("several-count")).getText()).isEqualTo("2 selected");
		assertThat(contents(archiveThatIsDownloadedBy(By.id("download-several"))))
			.isEqualTo(Map.of("one.mp3", "sound of one.mp4", "two.mp3", "sound of two.mp4"));
		await()
			.untilAsserted(() -> assertThat(this.page.element(By.id("delete-several")).getDomAttribute("aria-disabled"))
				.isEqualTo("false"));
		this.page.click(By.id("delete-several"));
		this.page.awaitVisible(By.id("confirm-yes"));
		assertThat(this.page.element(By.id("confirm-title")).getText()).isEqualTo("Delete 2 conversions?");
		this.page.confirm();
		await().until(() -> names().equals(List.of("kept.mp4")));
		assertThat(this.converter.conversions("tidy")).extracting(Conversion::fileName).containsExactly("kept.mp4");
		await().untilAsserted(() -> assertThat(this.page.driver().switchTo().activeElement())
			.isEqualTo(this.page.element(By.id("select"))));
	}

	/**
	 * Presses a button, and gets what the browser would: without TLS it asks before it
	 * keeps an archive.
	 */
	private byte[] archiveThatIsDownloadedBy(By button) {
		this.page.driver()
			.executeScript("HTMLAnchorElement.prototype.click = function() { globalThis.clicked = this.href; }");
		this.page.click(button);
		URI link = URI.create(String.valueOf(this.page.driver().executeScript("return globalThis.clicked")));
		HttpResponse<byte[]> archive = this.page.gateway()
			.send(this.page.gateway().as("tidy", link.getPath() + "?" + link.getQuery()));
		assertThat(archive.statusCode()).isEqualTo(200);
		return archive.body();
	}

	private static Map<String, String> contents(byte[] archive) throws IOException {
		Map<String, String> contents = new HashMap<>();
		try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				contents.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		return contents;
	}

	private List<String> shownNames() {
		return this.page.texts("#list > li:not([hidden]) h3");
	}

	@Test
	void remembersTheColoursThatTheUserPrefers() {
		this.page.open("/");
		this.page.awaitVisible(By.id("sign-in"));
		String light = background();
		WebElement dark = this.page.element(By.id("theme"));
		assertThat(dark.getDomAttribute("aria-pressed")).isEqualTo("false");
		dark.click();
		assertThat(background()).isNotEqualTo(light);
		this.page.driver().navigate().refresh();
		this.page.awaitVisible(By.id("sign-in"));
		assertThat(background()).isNotEqualTo(light);
		assertThat(this.page.element(By.id("theme")).getDomAttribute("aria-pressed")).isEqualTo("true");
		this.page.click(By.id("theme"));
		assertThat(background()).isEqualTo(light);
	}

	/**
	 * A worker needs TLS, or an address of this machine.
	 */
	@Test
	void opensWithoutNetworkAndKeepsNothingOfAnAccount() {
		String origin = "http://127.0.0.1:" + this.page.relay().port();
		this.page.driver().get(origin + "/");
		this.page.awaitVisible(By.id("sign-in"));
		await().untilAsserted(() -> assertThat(kept()).contains("/", "/app.css", "/app/main.js", "/app/upload.js"));
		await().until(() -> Boolean.TRUE
			.equals(this.page.driver().executeScript("return navigator.serviceWorker.controller !== null")));
		this.page.driver()
			.executeScript(
					"return Promise.all(['/api/session', '/api/limits', '/auth/style.css'].map((path) => fetch(path)"
							+ ".catch(() => null)))");
		this.page.relay().cut();
		this.page.driver().get(origin + "/");
		this.page.awaitVisible(By.id("unreachable"));
		assertThat(kept()).noneMatch((path) -> path.startsWith("/api") || path.startsWith("/auth"));
	}

	private List<String> kept() {
		Object paths = this.page.driver()
			.executeScript("return caches.open('soundlift-page').then((cache) => cache.keys())"
					+ ".then((keys) => keys.map((request) => new URL(request.url).pathname))");
		return ((List<?>) Objects.requireNonNull(paths)).stream().map(String::valueOf).toList();
	}

	private String background() {
		return String
			.valueOf(this.page.driver().executeScript("return getComputedStyle(document.body).backgroundColor"));
	}

	@Test
	void leadsFromALinkBySigningInToItsConversion() {
		Conversion linked = this.converter.accept("linked", "linked.mp4");
		for (int i = 0; i < 21; i++) {
			this.converter.accept("linked", "newer.mp4");
		}
		this.page.setUser("linked");
		this.page.open("/?conversion=" + linked.id());
		WebElement row = this.page.row(linked.id());
		await().untilAsserted(() -> assertThat(row.getDomAttribute("class")).contains("linked"));
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(row);
		assertThat(names()).hasSize(21).endsWith("linked.mp4");
		this.page.click(By.id("more"));
		await().until(() -> names().size() == 22);
	}

	@Test
	void saysWhenALinkLeadsToNothingOfOnesOwn() {
		Conversion foreign = this.converter.accept("somebody", "foreign.mp4");
		this.page.signIn("nosy");
		this.page.open("/?conversion=" + foreign.id());
		this.page.awaitVisible(By.id("notice"));
		assertThat(this.page.element(By.id("notice")).getText()).contains("deleted, or belongs to another account");
		assertThat(names()).isEmpty();
	}

	@Test
	void refusesFilesThatCanNotSucceedBeforeSendingThem() {
		this.page.signIn("refused");
		this.page.choose(this.page.file("large.mp4", TestGateway.MAX_VIDEO_BYTES + 1), this.page.file("empty.mp4", 0),
				this.page.file("letter.txt", 10), this.page.file("good.mp4", 10));
		// it is told for some seconds only
		await().untilAsserted(() -> assertThat(this.page.announced()).contains("letter.txt was not uploaded"));
		await().until(() -> this.converter.conversions("refused").size() == 1);
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(3));
		assertThat(this.page.upload(0)).contains("large.mp4", "Not uploaded", "up to 3.1 MB");
		assertThat(this.page.upload(1)).contains("empty.mp4", "Not uploaded", "empty");
		assertThat(this.page.upload(2)).contains("letter.txt", "Not uploaded", "neither a video nor a sound");
		this.page.elements(By.cssSelector("#uploads .cancel")).get(1).click();
		assertThat(this.page.uploads()).hasSize(2);
	}

	@Test
	void sendsOneAfterTheOtherAndTellsHowFarEachIs() {
		this.page.signIn("several");
		this.page.limitUploads(50_000);
		this.page.choose(this.page.file("one.mp4", 1_000_000), this.page.file("two.mp4", 1_000_000),
				this.page.file("three.mp4", 50));
		await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("one.mp4")
			.containsPattern("Uploading: [1-9]\\d* % of 1\\.0 MB")
			.containsPattern("B/s · \\d+ s left"));
		assertThat(this.page.upload(1)).contains("two.mp4", "Waits for its turn");
		this.page.elements(By.cssSelector("#uploads .cancel")).get(1).click();
		this.page.limitUploads(-1);
		await().until(() -> this.converter.conversions("several").size() == 2);
		await().until(() -> names().equals(List.of("three.mp4", "one.mp4")));
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
	}

	@Test
	void stopsAnUploadWithoutATrace() {
		this.page.signIn("stopping");
		this.page.limitUploads(50_000);
		Set<String> before = this.page.gateway().storedIds();
		this.page.choose(this.page.file("long.mp4", 2_000_000));
		await().until(() -> storedSince(before) > 0);
		this.page.click(By.cssSelector("#uploads .cancel"));
		assertThat(this.page.uploads()).isEmpty();
		await().until(() -> storedSince(before) == 0);
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(this.page.element(By.id("files")));
	}

	@Test
	void offersToTryAgainWhenTheConnectionBreaks() {
		this.page.signIn("unlucky");
		Set<String> before = this.page.gateway().storedIds();
		this.page.limitUploads(50_000);
		this.page.choose(this.page.file("film.mp4", 1_000_000));
		await().untilAsserted(() -> assertThat(this.page.upload(0)).containsPattern("Uploading: [1-9]"));
		this.page.relay().cut();
		await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("The connection broke"));
		this.page.relay().restore();
		this.page.limitUploads(-1);
		this.page.click(By.cssSelector("#uploads .retry"));
		await().until(() -> this.converter.conversions("unlucky").size() == 1);
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		awaitConversionsSince(before, 1);
	}

	@Test
	void waitsByItselfWhileTheServerTakesNoMoreUploads() throws IOException {
		this.page.signIn("crowded");
		Set<String> before = this.page.gateway().storedIds();
		try (Socket first = beginUpload("other"); Socket second = beginUpload("another")) {
			await().until(() -> storedSince(before) == 2);
			this.page.choose(this.page.file("film.mp4", 1000));
			await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("Soundlift is busy"));
			assertThat(first.isConnected() && second.isConnected()).isTrue();
		}
		await().atMost(Duration.ofMinutes(2)).until(() -> this.converter.conversions("crowded").size() == 1);
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		awaitConversionsSince(before, 1);
	}

	/**
	 * Waits until nothing is left of uploads that broke: other tests count what is
	 * stored.
	 */
	private void awaitConversionsSince(Set<String> before, int count) {
		// the conversion, its file and the only chunk of it
		await().untilAsserted(() -> assertThat(storedSince(before)).isEqualTo(3 * count));
	}

	/**
	 * Counts what is stored now and was not before. Of what was, some may go meanwhile,
	 * such as conversions that an earlier test has deleted.
	 */
	private int storedSince(Set<String> before) {
		Set<String> since = this.page.gateway().storedIds();
		since.removeAll(before);
		return since.size();
	}

	@Test
	void tellsWhatIsLeftOfTheDayAndSendsNothingThatIsTooMuch() {
		usage("thrifty", 100L * 1024 * 1024 * 1024 - 500, 0);
		this.page.signIn("thrifty");
		awaitLimit("Up to 3.1 MB each, 500 bytes more today.");
		this.page.choose(this.page.file("film.mp4", 1000));
		await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("You may upload 107.4 GB a day.",
				"500 bytes are left today, and this video has 1.0 kB."));
		this.page.choose(this.page.file("short.mp4", 400));
		await().until(() -> this.converter.conversions("thrifty").size() == 1);
		awaitLimit("Up to 3.1 MB each, 100 bytes more today.");
	}

	@Test
	void tellsWhatRoomIsLeftAndSendsNothingThatDoesNotFit() {
		Conversion claimed = this.converter.claim(this.converter.accept("hoarder", "long.mp4"));
		StoredFile large = StoredFile.whole(new ObjectId(), 100L * 1024 * 1024 * 1024 - 2500, "0".repeat(64),
				"audio/mpeg");
		this.page.gateway().claims().complete(claimed, new Mp3(large, 1000, "long.mp3"));
		this.page.signIn("hoarder");
		awaitLimit("Up to 3.1 MB each, room for 500 bytes of 107.4 GB.");
		this.page.choose(this.page.file("film.mp4", 1000));
		await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("There is room for 500 bytes",
				"Delete conversions that you no longer need"));
		assertThat(this.converter.conversions("hoarder")).hasSize(1);
	}

	@Test
	void waitsByItselfWhileOtherUploadsOfTheAccountRun() {
		usage("patient", 0, 8);
		this.page.signIn("patient");
		this.page.choose(this.page.file("film.mp4", 1000));
		await().untilAsserted(
				() -> assertThat(this.page.upload(0)).contains("You have as many uploads at once as you may."));
		usages().deleteOne(new Document("_id", "patient"));
		await().atMost(Duration.ofMinutes(2)).until(() -> this.converter.conversions("patient").size() == 1);
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
	}

	private void usage(String account, long uploadedBytes, int uploads) {
		List<Document> reservations = IntStream.range(0, uploads)
			.mapToObj((number) -> new Document("conversionId", "other-" + number).append("bytes", 0L)
				.append("until", Instant.now().plus(Duration.ofHours(1))))
			.toList();
		usages().insertOne(new Document("_id", account).append("version", 1L)
			.append("day", LocalDate.now(ZoneOffset.UTC).toString())
			.append("uploadedBytes", uploadedBytes)
			.append("reservations", reservations)
			.append("changedAt", Instant.now()));
	}

	private MongoCollection<Document> usages() {
		return this.page.gateway().bean(MongoDatabaseFactory.class).getMongoDatabase().getCollection("account_usage");
	}

	@Test
	void asksBeforeAnUploadIsLostByLeaving() {
		this.page.signIn("leaving");
		Set<String> before = this.page.gateway().storedIds();
		this.page.limitUploads(50_000);
		this.page.choose(this.page.file("film.mp4", 2_000_000));
		await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("Uploading: "));
		assertThat(leavingIsPrevented()).isTrue();
		this.page.click(By.cssSelector("#uploads .cancel"));
		assertThat(leavingIsPrevented()).isFalse();
		awaitConversionsSince(before, 0);
	}

	@Test
	void keepsTheFileAndHidesTheListWhileNobodyIsSignedIn() {
		this.page.signIn("returning");
		Conversion conversion = this.converter.accept("returning", "private.mp4");
		this.page.driver().navigate().refresh();
		this.page.row(conversion.id());
		this.page.loseSession();
		this.page.choose(this.page.file("film.mp4", 1000));
		this.page.awaitVisible(By.id("signed-out"));
		await()
			.untilAsserted(() -> assertThat(this.page.upload(0)).contains("film.mp4", "Waits until you are signed in"));
		await().until(() -> !this.page.element(By.id("list")).isDisplayed());
		String first = this.page.driver().getWindowHandle();
		this.page.click(By.linkText("Sign in again"));
		await().until(() -> this.page.driver().getWindowHandles().size() == 2);
		this.page.driver().switchTo().window(other(first));
		this.page.awaitVisible(By.id("workspace"));
		this.page.driver().close();
		this.page.driver().switchTo().window(first);
		this.page.driver().executeScript("window.dispatchEvent(new Event('focus'))");
		await().until(() -> this.converter.conversions("returning").size() == 2);
		await().until(() -> names().equals(List.of("film.mp4", "private.mp4")));
		await().until(() -> !this.page.element(By.id("signed-out")).isDisplayed());
	}

	@Test
	void goesOnWithTheNewTokenWhenTheSessionHasChanged() {
		this.page.signIn("renewed");
		Conversion conversion = this.converter.accept("renewed", "talk.mp4");
		this.converter.complete(this.converter.claim(conversion), "x");
		this.page.driver().navigate().refresh();
		WebElement row = this.page.row(conversion.id());
		String first = this.page.driver().getWindowHandle();
		this.page.driver().switchTo().newWindow(WindowType.TAB);
		this.page.open("/oauth2/authorization/soundlift");
		this.page.awaitVisible(By.id("workspace"));
		this.page.driver().close();
		this.page.driver().switchTo().window(first);
		this.page.act(row, "delete");
		this.page.confirm();
		await().until(() -> !this.page.hasRow(conversion.id()));
		assertThat(this.converter.conversions("renewed")).isEmpty();
	}

	@Test
	void showsNothingOfOneUserToTheNext() {
		this.page.signIn("former");
		Conversion conversion = this.converter.accept("former", "former.mp4");
		this.page.driver().navigate().refresh();
		this.page.row(conversion.id());
		this.page.loseSession();
		this.page.choose(this.page.file("film.mp4", 1000));
		this.page.awaitVisible(By.id("signed-out"));
		String first = this.page.driver().getWindowHandle();
		this.page.driver().switchTo().newWindow(WindowType.TAB);
		this.page.setUser("latter");
		this.page.open("/oauth2/authorization/soundlift");
		this.page.awaitVisible(By.id("workspace"));
		this.page.driver().close();
		this.page.driver().switchTo().window(first);
		this.page.driver().executeScript("window.dispatchEvent(new Event('focus'))");
		await().untilAsserted(
				() -> assertThat(this.page.element(By.id("email")).getDomProperty("textContent")).startsWith("latter"));
		assertThat(names()).isEmpty();
		assertThat(this.converter.conversions("latter")).isEmpty();
	}

	@Test
	void signsOutAndLeavesNothingToSee() {
		this.page.signIn("parting");
		Conversion conversion = this.converter.accept("parting", "private.mp4");
		this.page.driver().navigate().refresh();
		this.page.row(conversion.id());
		this.page.openAccountMenu();
		this.page.click(By.cssSelector("#sign-out button"));
		this.page.awaitVisible(By.id("sign-in"));
		this.page.driver().navigate().back();
		this.page.awaitVisible(By.id("sign-in"));
		assertThat(this.page.hasRow(conversion.id())).isFalse();
	}

	@Test
	void saysWhenTheServerIsAwayAndGoesOnWhenItIsBack() {
		this.page.signIn("patient");
		Conversion conversion = this.converter.accept("patient", "talk.mp4");
		this.page.driver().navigate().refresh();
		WebElement row = this.page.row(conversion.id());
		this.page.relay().cut();
		this.page.awaitVisible(By.id("list-problem"));
		assertThat(this.page.element(By.id("list-problem")).getText()).contains("Soundlift can’t be reached");
		this.page.relay().restore();
		this.converter.progress(this.converter.claim(conversion), 5);
		this.page.awaitText(row, "5 %");
		await().until(() -> !this.page.element(By.id("list-problem")).isDisplayed());
	}

	/** Occupies one of the gateway's slots for uploads. */
	private Socket beginUpload(String owner) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.page.gateway().port());
		String token = this.page.gateway().authServer().token(owner, TestGateway.ALL);
		socket.getOutputStream()
			.write(("POST /api/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nAuthorization: Bearer "
					+ token + "\r\nContent-Length: 1000000\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private List<String> names() {
		return this.page.texts("#list > li h3");
	}

	private boolean leavingIsPrevented() {
		return Boolean.TRUE.equals(this.page.driver()
			.executeScript("return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"));
	}

	private String other(String window) {
		return this.page.driver()
			.getWindowHandles()
			.stream()
			.filter((handle) -> !handle.equals(window))
			.findFirst()
			.orElseThrow();
	}

	private long listCalls() {
		Object count = this.page.driver()
			.executeScript("return performance.getEntriesByType('resource')"
					+ ".filter((entry) => entry.name.includes('/api/conversions?')).length");
		return ((Number) Objects.requireNonNull(count)).longValue();
	}

}
