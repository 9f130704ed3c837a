package io.soundlift.gateway.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.file.Bucket;
import io.soundlift.testsupport.SampleMedia;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what the page sends of a video in a real browser. Where ranges have another
 * type, the server stores the body as it is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoundOnlyBrowserTests {

	private static final String STORED_AS_IT_IS = "application/octet-stream";

	private static final String REFUSED = "text/plain";

	/** Bytes in a second, so that the sound takes some seconds. */
	private static final int SLOW = 10_000;

	@RegisterExtension
	private final TestPage page = new TestPage("--soundlift.gateway.max-video-size=64MB");

	private final TestConverter converter = new TestConverter(this.page.gateway());

	private final Path video = video("talk.mov", 4, "aac");

	@Test
	void sendsOnlyTheSoundAndSaysSo() throws IOException {
		signIn("sound", STORED_AS_IT_IS);
		this.page.limitUploads(SLOW);
		this.page.choose(this.video);
		await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("Sending only the sound: ", " of 4."));
		this.page.limitUploads(-1);
		Conversion conversion = awaitConversion("sound");
		assertThat(conversion.fileName()).isEqualTo(this.video.getFileName().toString());
		assertThat(conversion.video().sizeBytes()).isLessThan(Files.size(this.video) / 10);
		assertThat(new String(stored(conversion), StandardCharsets.ISO_8859_1))
			.matches("(?s)--(\\w{8})\r\nContent-Type: video/quicktime\r\nContent-Range: bytes 0-(\\d+)/%1$d\r\n\r\n.*"
				.formatted(Files.size(this.video)) + "\r\n--\\1\r\nContent-Range: .*\r\n--\\1--\r\n");
	}

	@Test
	void sendsRangesThatTheServerTakes() throws IOException {
		for (Path file : List.of(this.video, video("lecture.mov", 8, "pcm_s16le"))) {
			String owner = "ranges-" + file.getFileName();
			this.page.signIn(owner);
			this.page.choose(file);
			Conversion conversion = awaitConversion(owner);
			assertSameAudio(conversion, file);
			this.page.reset();
		}
	}

	@Test
	void goesOnWithTheSoundAfterTheTabWasClosed() throws IOException {
		// more than the browser has on its way when its tab is closed
		Path file = video("long.mov", 120, "pcm_s16le");
		this.page.signIn("closed");
		this.page.beginSlowly("closed", file);
		this.page.reopen();
		await().untilAsserted(() -> assertThat(this.page.upload(0))
			.containsPattern("long.mov\\s+Unfinished upload, [1-9]\\d? % of 21.3 MB"));
		this.page.chooseAgain(file);
		Conversion conversion = awaitConversion("closed");
		assertThat(this.page.uploadsAtServer("closed")).singleElement()
			.satisfies((upload) -> assertThat(upload.getString("_id")).isEqualTo(conversion.id()));
		assertSameAudio(conversion, file);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void beginsAnewWhereAnEarlierPageHasBegun(boolean offered) throws IOException {
		String owner = "earlier-" + offered;
		Path file = video(owner + ".mov", 120, "pcm_s16le");
		this.page.signIn(owner);
		this.page.beginSlowly(owner, file);
		String earlier = this.page.uploadsAtServer(owner).get(0).getString("_id");
		this.page.reopen();
		this.page.driver().executeScript("""
				const key = 'soundlift.unfinished-uploads';
				const type = 'multipart/byteranges; boundary=soundlift-1';
				const earlier = JSON.parse(localStorage.getItem(key)).map((known) => ({ ...known, soundType: type }));
				localStorage.setItem(key, JSON.stringify(earlier));
				""");
		this.page.open("/");
		await().untilAsserted(() -> assertThat(this.page.upload(0)).contains("Unfinished upload, "));
		if (offered) {
			this.page.chooseAgain(file);
		}
		else {
			this.page.choose(file);
		}
		Conversion conversion = awaitConversion(owner);
		assertThat(conversion.id()).isNotEqualTo(earlier);
		assertSameAudio(conversion, file);
	}

	private void assertSameAudio(Conversion conversion, Path file) throws IOException {
		assertThat(conversion.video().sizeBytes()).isEqualTo(Files.size(file));
		assertThat(conversion.video().storedBytes()).isLessThan(Files.size(file) / 4);
		Path stored = file.resolveSibling("stored-" + file.getFileName());
		this.page.gateway().files().copy(Bucket.VIDEOS, conversion.video(), stored, UnaryOperator.identity());
		assertThat(decodedAudio(stored)).isNotBlank().isEqualTo(decodedAudio(file));
	}

	private static String decodedAudio(Path file) throws IOException {
		Process process = new ProcessBuilder(List.of(SampleMedia.ffmpeg().toString(), "-v", "quiet", "-nostdin", "-i",
				file.toString(), "-map", "0:a", "-c:a", "pcm_s32le", "-f", "streamhash", "-"))
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	@Test
	void sendsTheWholeVideoWhenThatIsChosen() throws IOException {
		signIn("chosen", STORED_AS_IT_IS);
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.click(By.id("whole"));
		this.page.choose(this.video);
		assertThat(stored(awaitConversion("chosen"))).isEqualTo(Files.readAllBytes(this.video));
	}

	@Test
	void sendsTheWholeVideoForFrameOfIt() throws IOException {
		signIn("frame", STORED_AS_IT_IS);
		this.page.click(By.cssSelector("#more-options > summary"));
		this.page.element(By.id("cover")).sendKeys("a frame");
		this.page.element(By.id("coverAt")).sendKeys("1.5");
		this.page.choose(this.video);
		assertThat(stored(awaitConversion("frame"))).isEqualTo(Files.readAllBytes(this.video));
	}

	@Test
	void sendsTheWholeVideoWhenTheServerRefusesTheSound() throws IOException {
		signIn("refused", REFUSED);
		this.page.choose(this.video);
		assertThat(stored(awaitConversion("refused"))).isEqualTo(Files.readAllBytes(this.video));
	}

	@Test
	void sendsTheWholeVideoWhenTheSoundCanNotBeConverted() throws IOException {
		signIn("unreadable", STORED_AS_IT_IS);
		this.page.choose(this.video);
		Conversion sound = awaitConversion("unreadable");
		this.page.row(sound.id());
		this.converter.fail(this.converter.claim(sound), "damaged", "This file is damaged.");
		await().until(() -> this.converter.conversions("unreadable")
			.stream()
			.map(Conversion::id)
			.noneMatch(sound.id()::equals));
		Conversion whole = awaitConversion("unreadable");
		assertThat(stored(whole)).isEqualTo(Files.readAllBytes(this.video));
		this.page.row(whole.id());
	}

	/**
	 * Signs in, and gives ranges another type from then on.
	 */
	private void signIn(String user, String rangesType) {
		this.page.signIn(user);
		giveRangesType(rangesType);
	}

	private void giveRangesType(String type) {
		this.page.driver().executeScript("""
				const type = arguments[0];
				const setRequestHeader = XMLHttpRequest.prototype.setRequestHeader;
				XMLHttpRequest.prototype.setRequestHeader = function(name, value) {
					setRequestHeader.call(this, name, String(value).startsWith('multipart/byteranges') ? type : value);
				};
				const fetch = window.fetch;
				window.fetch = (path, init) => {
					const metadata = init?.headers?.['Upload-Metadata'];
					if (metadata) {
						init.headers['Upload-Metadata'] = metadata.replace(/filetype [^,]+/, `filetype ${btoa(type)}`);
					}
					return fetch(path, init);
				};
				""", type);
	}

	private Conversion awaitConversion(String owner) {
		await().until(() -> this.converter.conversions(owner).size() == 1);
		return this.converter.conversions(owner).get(0);
	}

	private byte[] stored(Conversion conversion) throws IOException {
		return this.page.gateway().files().read(Bucket.VIDEOS, conversion.video()).readAllBytes();
	}

	/**
	 * Creates a video whose pictures are not compressed: 1.2 MB in each second.
	 */
	private Path video(String name, int seconds, String codec) {
		Path file = Objects.requireNonNull(this.page.browser().downloads().getParent()).resolve(name);
		try {
			Process process = new ProcessBuilder(List.of(SampleMedia.ffmpeg().toString(), "-v", "error", "-nostdin",
					"-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10", "-f", "lavfi", "-i", "sine", "-t",
					Integer.toString(seconds), "-c:v", "rawvideo", "-pix_fmt", "uyvy422", "-c:a", codec, "-ac", "2",
					file.toString()))
				.inheritIO()
				.start();
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).isZero();
			return file;
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
