package io.soundlift.gateway.page;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import io.soundlift.gateway.TestGateway;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.file.Bucket;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for large files on the page in a real browser: whatever breaks, they go on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumableUploadBrowserTests {

	/** More than one request sends. */
	private static final int LARGE = 12 * 1024 * 1024;

	private static final By PAUSE = By.cssSelector("#uploads .pause");

	@RegisterExtension
	private final TestPage page = new TestPage("--soundlift.gateway.max-video-size=64MB");

	private final TestConverter converter = new TestConverter(this.page.gateway());

	@Test
	void sendsOnlyLargeFilesByTus() throws IOException {
		this.page.signIn("sizes");
		byte[] video = video(1, LARGE);
		this.page.element(By.id("bitrate")).sendKeys("64 kbit/s");
		this.page.choose(this.page.file("Größe & Maß.mp4", video), this.page.file("small.mp4", 1000));
		await().until(() -> this.converter.conversions("sizes").size() == 2);
		Conversion large = this.converter.conversions("sizes").get(1);
		assertThat(large.fileName()).isEqualTo("Größe & Maß.mp4");
		assertThat(large.options().bitrate()).isEqualTo(64_000);
		assertConverted(large, video);
		assertThat(this.page.uploadsAtServer("sizes")).singleElement()
			.satisfies((upload) -> assertThat(upload.getString("_id")).isEqualTo(large.id()))
			.satisfies((upload) -> assertThat(upload.getLong("fence")).as("requests").isEqualTo(2));
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		assertThat(remembered()).isEmpty();
		this.page.row(large.id());
	}

	@Test
	void goesOnByItselfAfterTheConnectionWasCut() throws IOException {
		this.page.signIn("cut");
		byte[] video = video(2, LARGE);
		beginSlowly("cut", this.page.file("cut.mp4", video));
		this.page.relay().cut();
		await().untilAsserted(() -> assertThat(this.page.uploads().get(0)).contains("Waits for the network"));
		long kept = this.page.offset("cut");
		this.page.limitUploads(-1);
		this.page.relay().restore();
		assertOneUploadBecomesConversion("cut", video);
		assertThat(kept).isPositive();
		assertThat(this.page.announced()).contains("cut.mp4 is uploaded.");
	}

	@Test
	void goesOnAtOnceWhenTheNetworkIsBack() throws IOException {
		this.page.signIn("online");
		byte[] video = video(18, LARGE);
		beginSlowly("online", this.page.file("online.mp4", video));
		// so that no pause ends because its time is over
		this.page.driver()
			.executeScript("const real = window.setTimeout;"
					+ "window.setTimeout = (call, millis) => (millis > 200) ? 0 : real(call, millis);");
		this.page.relay().cut();
		await().untilAsserted(() -> assertThat(this.page.uploads().get(0)).contains("Waits for the network"));
		this.page.limitUploads(-1);
		this.page.relay().restore();
		await().until(() -> {
			this.page.driver().executeScript("window.dispatchEvent(new Event('online'))");
			return this.converter.conversions("online").size() == 1;
		});
		assertOneUploadBecomesConversion("online", video);
	}

	@Test
	void waitsInTheMiddleWhileOtherUploadsOfTheAccountRun() throws IOException {
		this.page.signIn("patient");
		byte[] video = video(19, LARGE);
		beginSlowly("patient", this.page.file("patient.mp4", video));
		pauseForUsage("patient", 0, 8);
		this.page.click(PAUSE);
		await().untilAsserted(
				() -> assertThat(this.page.uploads().get(0)).contains("You have as many uploads at once as you may."));
		documents("account_usage").deleteOne(new Document("_id", "patient"));
		assertOneUploadBecomesConversion("patient", video);
	}

	@Test
	void goesOnWithTheSameFileAfterTheTabWasClosed() throws IOException {
		this.page.signIn("closed");
		byte[] video = video(3, LARGE);
		Path file = this.page.file("closed.mp4", video);
		beginSlowly("closed", file);
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement()
			.asString()
			.containsPattern(
					"closed.mp4\\s+Unfinished upload, [1-9]\\d? % of 12.6 MB. Choose the file again to go on."));
		WebElement choose = this.page.element(By.cssSelector("#uploads .choose"));
		assertThat(choose.getAccessibleName()).isEqualTo("Choose the file closed.mp4");
		this.page.limitUploads(-1);
		this.page.chooseAgain(file);
		assertOneUploadBecomesConversion("closed", video);
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		assertThat(remembered()).isEmpty();
	}

	@Test
	void goesOnWhenTheSameFileIsChosenLikeAnyOther() throws IOException {
		this.page.signIn("again");
		byte[] video = video(4, LARGE);
		Path file = this.page.file("again.mp4", video);
		beginSlowly("again", file);
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(1));
		this.page.limitUploads(-1);
		this.page.choose(file);
		assertOneUploadBecomesConversion("again", video);
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
	}

	@Test
	void refusesAnotherFileThanTheOneThatItBeganWith() throws IOException {
		this.page.signIn("other");
		byte[] video = video(5, LARGE);
		Path right = this.page.file("right.mp4", video);
		beginSlowly("other", right);
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(1));
		this.page.limitUploads(-1);
		byte[] similar = video.clone();
		similar[LARGE - 1]++;
		this.page.chooseAgain(this.page.file("similar.mp4", similar));
		String words = "similar.mp4 is not the file that this upload began with. Choose right.mp4 (12.6 MB), "
				+ "or discard the upload.";
		await().untilAsserted(() -> assertThat(this.page.uploads().get(0)).contains(words));
		assertThat(this.page.announced()).contains(words);
		this.page.chooseAgain(right);
		assertOneUploadBecomesConversion("other", video);
	}

	@Test
	void pausesAndResumesByOneButton() throws IOException {
		this.page.signIn("pausing");
		byte[] video = video(6, LARGE);
		beginSlowly("pausing", this.page.file("pausing.mp4", video));
		WebElement pause = this.page.element(PAUSE);
		assertThat(pause.getAccessibleName()).isEqualTo("Pause pausing.mp4");
		pause.sendKeys(Keys.ENTER);
		await()
			.untilAsserted(() -> assertThat(this.page.uploads().get(0)).containsPattern("Paused · \\d+ % of 12.6 MB"));
		await().untilAsserted(() -> assertThat(this.page.uploadsAtServer("pausing").get(0).get("activeAt")).isNull());
		assertThat(this.converter.conversions("pausing")).isEmpty();
		assertThat(this.page.driver().switchTo().activeElement()).isEqualTo(pause);
		assertThat(pause.getAccessibleName()).isEqualTo("Resume pausing.mp4");
		this.page.limitUploads(-1);
		pause.sendKeys(Keys.ENTER);
		assertOneUploadBecomesConversion("pausing", video);
	}

	@Test
	void letsOtherFilesPassWhileOneIsPaused() {
		this.page.signIn("passing");
		beginSlowly("passing", this.page.file("paused.mp4", video(7, LARGE)));
		this.page.click(PAUSE);
		this.page.limitUploads(-1);
		this.page.choose(this.page.file("next.mp4", 1000));
		await().until(() -> this.converter.conversions("passing").size() == 1);
		assertThat(this.converter.conversions("passing").get(0).fileName()).isEqualTo("next.mp4");
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement().asString().contains("Paused"));
	}

	@Test
	void deletesAtTheServerWhatIsCancelled() {
		this.page.signIn("cancels");
		beginSlowly("cancels", this.page.file("cancelled.mp4", video(8, LARGE)));
		this.page.click(By.cssSelector("#uploads .cancel"));
		await().untilAsserted(() -> assertThat(this.page.uploadsAtServer("cancels")).isEmpty());
		await().untilAsserted(() -> assertThat(remembered()).isEmpty());
		assertThat(this.page.uploads()).isEmpty();
	}

	@Test
	void discardsWhatIsUnfinishedAfterQuestion() {
		this.page.signIn("discards");
		beginSlowly("discards", this.page.file("discarded.mp4", video(9, LARGE)));
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(1));
		this.page.click(By.cssSelector("#uploads .discard"));
		this.page.confirm();
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		assertThat(this.page.uploadsAtServer("discards")).isEmpty();
		assertThat(remembered()).isEmpty();
		assertThat(this.page.announced()).contains("The upload of discarded.mp4 is discarded.");
	}

	@Test
	void forgetsWhatTheServerDoesNotHaveAnyMore() {
		this.page.signIn("forgets");
		beginSlowly("forgets", this.page.file("expired.mp4", video(10, LARGE)));
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(1));
		documents("uploads").deleteMany(new Document("owner", "forgets"));
		this.page.driver().navigate().refresh();
		await().untilAsserted(() -> assertThat(remembered()).isEmpty());
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
	}

	@Test
	void goesOnWithUploadOfAnotherDevice() throws IOException {
		this.page.signIn("devices");
		byte[] video = video(16, LARGE);
		Path file = this.page.file("device.mp4", video);
		beginSlowly("devices", file);
		this.page.click(PAUSE);
		await().untilAsserted(() -> assertThat(this.page.uploadsAtServer("devices").get(0).get("activeAt")).isNull());
		this.page.driver().executeScript("localStorage.clear()");
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement()
			.asString()
			.containsPattern("device.mp4\\s+Unfinished upload, [1-9]\\d? % of 12.6 MB"));
		this.page.chooseAgain(file);
		assertOneUploadBecomesConversion("devices", video);
	}

	@Test
	void offersUnfinishedUploadOnceTheServerAnswers() {
		begin("later", "later.mp4");
		blockUrls("*/api/uploads");
		try {
			this.page.signIn("later");
			assertThat(this.page.uploads()).isEmpty();
		}
		finally {
			blockUrls();
		}
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement().asString().contains("later.mp4"));
	}

	@Test
	void offersUploadOfAnotherDeviceOnceThatSendsNoMore() {
		begin("sending", "sending.mp4");
		Document upload = new Document("_id", this.page.uploadsAtServer("sending").get(0).getString("_id"));
		Instant later = Instant.now().plus(Duration.ofHours(1));
		documents("uploads").updateOne(upload, new Document("$set", new Document("activeAt", later)));
		this.page.signIn("sending");
		await().until(() -> Boolean.TRUE.equals(this.page.driver()
			.executeScript("return performance.getEntriesByName(location.origin + '/api/uploads').length > 0")));
		assertThat(this.page.uploads()).isEmpty();
		documents("uploads").updateOne(upload, new Document("$unset", new Document("activeAt", "")));
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement().asString().contains("sending.mp4"));
	}

	/**
	 * Begins an upload without any bytes.
	 */
	private void begin(String owner, String fileName) {
		TestGateway gateway = this.page.gateway();
		String name = Base64.getEncoder().encodeToString(fileName.getBytes(StandardCharsets.UTF_8));
		assertThat(gateway
			.send(gateway.as(owner, "/api/uploads")
				.header("Tus-Resumable", "1.0.0")
				.header("Upload-Length", "1000")
				.header("Upload-Metadata", "filename " + name)
				.POST(BodyPublishers.noBody()))
			.statusCode()).isEqualTo(201);
	}

	private void blockUrls(String... patterns) {
		this.page.driver().executeCdpCommand("Network.enable", Map.of());
		this.page.driver().executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(patterns)));
	}

	@Test
	void offersNoLongerWhatAnotherDeviceHasFinished() {
		this.page.signIn("finished");
		byte[] video = video(20, LARGE);
		beginSlowly("finished", this.page.file("finished.mp4", video));
		this.page.click(PAUSE);
		await().untilAsserted(() -> assertThat(this.page.uploadsAtServer("finished").get(0).get("activeAt")).isNull());
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.uploads()).hasSize(1));
		int offset = (int) this.page.offset("finished");
		String id = this.page.uploadsAtServer("finished").get(0).getString("_id");
		assertThat(this.page.gateway()
			.send(this.page.gateway()
				.as("finished", "/api/uploads/" + id)
				.header("Tus-Resumable", "1.0.0")
				.header("Upload-Offset", Integer.toString(offset))
				.header("Content-Type", "application/offset+octet-stream")
				.method("PATCH", BodyPublishers.ofByteArray(video, offset, video.length - offset)))
			.statusCode()).isEqualTo(204);
		this.page.row(id);
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		assertThat(remembered()).isEmpty();
	}

	@Test
	void offersWhatAnotherTabWorksOnOnceThatIsClosed() {
		this.page.signIn("tabs");
		beginSlowly("tabs", this.page.file("tabs.mp4", video(17, LARGE)));
		String first = this.page.driver().getWindowHandle();
		this.page.driver().switchTo().newWindow(WindowType.TAB);
		this.page.open("/");
		this.page.awaitVisible(By.id("list-empty"));
		await().untilAsserted(() -> assertThat(this.page.driver()
			.executeScript("return performance.getEntriesByType('resource')"
					+ ".some((entry) => entry.name.endsWith('/api/uploads') && entry.responseEnd > 0)"))
			.isEqualTo(true));
		await().untilAsserted(() -> assertThat(this.page.uploads()).isEmpty());
		String second = this.page.driver().getWindowHandle();
		this.page.driver().switchTo().window(first);
		assertThat(this.page.uploads()).singleElement().asString().contains("Uploading: ");
		this.page.closeTab();
		this.page.driver().switchTo().window(second);
		await().untilAsserted(
				() -> assertThat(this.page.uploads()).singleElement().asString().contains("Unfinished upload"));
	}

	@Test
	void offersNothingOfOneAccountToAnother() {
		this.page.signIn("owner");
		beginSlowly("owner", this.page.file("private.mp4", video(11, LARGE)));
		this.page.reopen();
		this.page.loseSession();
		this.page.signIn("stranger");
		assertThat(remembered()).isNotEmpty();
		assertThat(this.page.uploads()).isEmpty();
	}

	@Test
	void goesOnAfterSigningInAgain() throws IOException {
		this.page.signIn("expiring");
		byte[] video = video(12, LARGE);
		beginSlowly("expiring", this.page.file("expiring.mp4", video));
		this.page.loseSession();
		this.page.relay().cut();
		await().untilAsserted(() -> assertThat(this.page.uploads().get(0)).contains("Waits for the network"));
		this.page.limitUploads(-1);
		this.page.relay().restore();
		this.page.awaitVisible(By.id("signed-out"));
		await().untilAsserted(() -> assertThat(this.page.uploads().get(0)).contains("Waits until you are signed in"));
		String first = this.page.driver().getWindowHandle();
		this.page.driver().switchTo().newWindow(WindowType.TAB);
		this.page.open("/oauth2/authorization/soundlift");
		this.page.awaitVisible(By.id("workspace"));
		this.page.driver().close();
		this.page.driver().switchTo().window(first);
		this.page.driver().executeScript("window.dispatchEvent(new Event('focus'))");
		assertOneUploadBecomesConversion("expiring", video);
	}

	@Test
	void showsWhatTheServerSaysAndKeepsWhatItHas() throws IOException {
		this.page.signIn("limited");
		byte[] video = video(13, LARGE);
		beginSlowly("limited", this.page.file("limited.mp4", video));
		pauseForUsage("limited", 100L * 1024 * 1024 * 1024, 0);
		this.page.click(PAUSE);
		await().untilAsserted(() -> assertThat(this.page.uploads().get(0)).contains("Not uploaded", "today"));
		assertThat(this.page.offset("limited")).isPositive();
		documents("account_usage").deleteOne(new Document("_id", "limited"));
		this.page.click(By.cssSelector("#uploads .retry"));
		assertOneUploadBecomesConversion("limited", video);
	}

	@Test
	void showsWhatTheServerSaysOfAnOption() {
		this.page.signIn("beyond");
		this.page.element(By.id("bitrate")).sendKeys("320 kbit/s");
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.element(By.id("sampleRate")).sendKeys("22.05");
		this.page.choose(this.page.file("beyond.mp4", LARGE));
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement()
			.asString()
			.contains("Not uploaded", "An MP3 of 22050 Hz has a bit rate of up to 160k."));
		assertThat(this.page.uploadsAtServer("beyond")).isEmpty();
	}

	@Test
	void asksForTheFileAgainWhenItHasChanged() throws IOException {
		this.page.signIn("changing");
		byte[] video = video(14, LARGE);
		Path file = this.page.file("changing.mp4", video);
		beginSlowly("changing", file);
		this.page.click(PAUSE);
		this.page.limitUploads(-1);
		this.page.file("changing.mp4", video(15, LARGE));
		this.page.click(PAUSE);
		await().untilAsserted(() -> assertThat(this.page.uploads()).singleElement()
			.asString()
			.contains("Choose the file again to go on."));
		this.page.chooseAgain(file);
		await().untilAsserted(() -> assertThat(this.page.uploads().get(0)).contains("is not the file"));
		this.page.file("changing.mp4", video);
		this.page.chooseAgain(file);
		assertOneUploadBecomesConversion("changing", video);
	}

	private static byte[] video(int seed, int size) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	/**
	 * Chooses a file and waits until the server has a part of it.
	 */
	private void beginSlowly(String owner, Path file) {
		this.page.beginSlowly(owner, file);
		assertThat(this.converter.conversions(owner)).isEmpty();
	}

	/**
	 * Pauses an upload, and sets what its account has used meanwhile.
	 */
	private void pauseForUsage(String owner, long uploadedBytes, int otherUploads) {
		this.page.click(PAUSE);
		this.page.limitUploads(-1);
		await().untilAsserted(() -> assertThat(this.page.uploadsAtServer(owner).get(0).get("activeAt")).isNull());
		List<Document> reservations = IntStream.range(0, otherUploads)
			.mapToObj((number) -> new Document("conversionId", "other-" + number).append("bytes", 0L)
				.append("until", Instant.now().plus(Duration.ofHours(1))))
			.toList();
		documents("account_usage").deleteOne(new Document("_id", owner));
		documents("account_usage").insertOne(new Document("_id", owner).append("version", 1L)
			.append("day", LocalDate.now(ZoneOffset.UTC).toString())
			.append("uploadedBytes", uploadedBytes)
			.append("reservations", reservations)
			.append("changedAt", Instant.now()));
	}

	private void assertOneUploadBecomesConversion(String owner, byte[] video) throws IOException {
		await().atMost(Duration.ofMinutes(1)).until(() -> this.converter.conversions(owner).size() == 1);
		Conversion conversion = this.converter.conversions(owner).get(0);
		assertConverted(conversion, video);
		assertThat(this.page.uploadsAtServer(owner)).singleElement()
			.satisfies((upload) -> assertThat(upload.getString("_id")).isEqualTo(conversion.id()));
		this.page.row(conversion.id());
		await().untilAsserted(() -> assertThat(remembered()).isEmpty());
	}

	private void assertConverted(Conversion conversion, byte[] video) throws IOException {
		assertThat(this.page.gateway().files().read(Bucket.VIDEOS, conversion.video()).readAllBytes()).isEqualTo(video);
	}

	private MongoCollection<Document> documents(String collection) {
		return this.page.gateway().bean(MongoDatabaseFactory.class).getMongoDatabase().getCollection(collection);
	}

	private String remembered() {
		return String.valueOf(Objects.requireNonNull(
				this.page.driver().executeScript("return localStorage.getItem('soundlift.unfinished-uploads') ?? ''")));
	}

}
