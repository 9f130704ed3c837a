package io.soundlift.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Tests what a person does with a real browser. Behind the one address each request goes
 * to the next of two gateways.
 */
@OnSharedSystem
class BrowserTests {

	private static final String PASSWORD = "correct horse battery staple";

	private static final String NEW_PASSWORD = "another horse on another staple";

	private final TestSystem system;

	BrowserTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void signsUpConvertsAndSignsOutOfBothSessions() throws Exception {
		String email = "browser@example.org";
		try (Screen screen = new Screen(this.system.publicUrl())) {
			signUp(screen, email);
			openAccountMenu(screen);
			assertThat(screen.await("#email")).isEqualTo(email);
			Path mp3 = convert(screen);
			assertThat(MediaProbe.of(mp3).codec()).isEqualTo("mp3");
			assertThat(MediaProbe.of(mp3).decodedMillis())
				.isCloseTo(MediaProbe.of(SampleMedia.file(Sample.MP4_AAC)).decodedMillis(), within(200L));
			showJourney(screen);
			signOut(screen);
			screen.press("Sign in");
			screen.awaitPath("/auth/sign-in");
			assertThat(screen.problems()).isEmpty();
		}
	}

	@Test
	void makesAnApiClientWhoseSecretWorks() throws Exception {
		Person person = this.system.newPerson("programmer");
		try (Screen screen = new Screen(this.system.publicUrl())) {
			signIn(screen, person.email(), person.password());
			openAccountMenu(screen);
			screen.press("API clients");
			screen.press("New API client");
			screen.type("name", "Nightly job");
			screen.press("Create");
			screen.await("dl");
			List<String> idAndSecret = screen.texts("dd code");
			assertThat(idAndSecret.get(1)).startsWith("slc_");
			String token = this.system.newToken(idAndSecret.get(0), idAndSecret.get(1), "conversions:read");
			assertThat(this.system.apiStatus(token)).isEqualTo(200);
			screen.open("/auth/clients");
			assertThat(screen.await("main")).contains("Nightly job").doesNotContain(idAndSecret.get(1));
			assertThat(screen.problems()).isEmpty();
		}
	}

	@Test
	void resetsThePasswordByMailAndDeletesTheAccountWithItsFiles() throws Exception {
		Person person = this.system.newPerson("leaver");
		try (Screen screen = new Screen(this.system.publicUrl())) {
			screen.open("/auth/password/forgot");
			screen.type("email", person.email());
			screen.press("Mail me a link");
			screen.open(this.system.mailbox().awaitLink(person.email(), "/auth/password/reset"));
			screen.type("new-password", NEW_PASSWORD);
			screen.press("Set password");
			screen.awaitPath("/auth/sign-in");
			signIn(screen, person.email(), NEW_PASSWORD);
			convert(screen);
			Document conversion = conversionOf(person.email());
			assertThat(chunks(conversion)).isGreaterThanOrEqualTo(2);
			screen.open("/auth/account/delete");
			screen.type("current-password", NEW_PASSWORD);
			screen.press("Delete account for good");
			screen.awaitPath("/auth/sign-in");
			// the files go first, and the conversion that names them after them
			await().untilAsserted(() -> {
				assertThat(chunks(conversion)).isZero();
				assertThat(this.system.count("conversions", new Document("ownerEmail", person.email()))).isZero();
			});
			screen.type("email", person.email());
			screen.type("password", NEW_PASSWORD);
			screen.press("Sign in");
			assertThat(screen.await("[role=alert]")).contains("do not match");
		}
	}

	private void signUp(Screen screen, String email) {
		screen.open("/");
		screen.press("Sign up");
		screen.type("email", email);
		screen.type("password", PASSWORD);
		screen.press("Sign up");
		screen.open(this.system.mailbox().awaitLink(email, "/auth/sign-up/confirm"));
		screen.type("password", PASSWORD);
		screen.press("Confirm and sign in");
		screen.await("#workspace");
	}

	private static void openAccountMenu(Screen screen) {
		screen.pressFirst("#account-menu > summary");
	}

	private static void signIn(Screen screen, String email, String password) {
		screen.open("/oauth2/authorization/soundlift");
		screen.type("email", email);
		screen.type("password", password);
		screen.press("Sign in");
		screen.await("#workspace");
	}

	private static void signOut(Screen screen) {
		openAccountMenu(screen);
		screen.press("Sign out");
		screen.await("#welcome");
		screen.awaitPath("/");
	}

	private static Path convert(Screen screen) {
		screen.type("files", SampleMedia.file(Sample.MP4_AAC).toString());
		screen.await("#list [data-state=COMPLETED]");
		screen.pressFirst("#list .download");
		return screen.awaitDownload(".mp3");
	}

	/**
	 * Looks at how the conversion went, from the upload to the mail and the download.
	 * Each service sends its spans when it gets round to it, and a page that was open at
	 * the end asks for them for a while only, so that it is opened anew.
	 */
	private static void showJourney(Screen screen) {
		await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
			screen.open("/");
			screen.pressFirst("#list .menu-toggle");
			screen.press("How it went");
			screen.await(".journey-total");
			assertThat(screen.texts(".steps [data-service=gateway] .step-name")).startsWith("Receive the upload",
					"Store the video");
			// by whichever service was first
			assertThat(screen.texts(".steps .step-name")).contains("Ask for a converter", "Ask for the mail");
			assertThat(screen.texts(".steps [data-service=converter] .step-name")).contains("Wait for a converter",
					"Convert", "Look into the video", "Encode the MP3", "Store the MP3");
			assertThat(screen.texts(".steps [data-service=notifier] .step-name")).containsExactly("Send the mail");
			assertThat(screen.texts(".steps [data-status=FAILED]")).isEmpty();
		});
	}

	private Document conversionOf(String email) {
		Document conversion = this.system.database()
			.getCollection("conversions")
			.find(new Document("ownerEmail", email))
			.first();
		assertThat(conversion).isNotNull();
		return conversion;
	}

	private long chunks(Document conversion) {
		return this.system.count("videos.chunks", fileOf(conversion, "video", "fileId"))
				+ this.system.count("mp3s.chunks", fileOf(conversion, "mp3", "file", "fileId"));
	}

	private static Document fileOf(Document conversion, String... path) {
		return new Document("files_id", conversion.getEmbedded(List.of(path), Object.class));
	}

}
