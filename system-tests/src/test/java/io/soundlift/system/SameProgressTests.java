package io.soundlift.system;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.soundlift.testsupport.SampleMedia;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that whoever looks at a conversion sees the same of it, on a large screen, on a
 * phone and in a terminal, at whichever gateway. How long each was behind is written to
 * {@code target/progress.txt}.
 */
@OnSharedSystem
class SameProgressTests {

	private final TestSystem system;

	SameProgressTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void isShownOnTwoScreensAndInTerminal(@TempDir Path folder) throws Exception {
		Path video = SampleMedia.mp4(Duration.ofMinutes(15));
		String name = video.getFileName().toString();
		try (Screen desk = new Screen(this.system.publicUrl()); Screen phone = new Screen(this.system.publicUrl())) {
			phone.resize(390, 844);
			watch(desk, name, "gateway");
			watch(phone, name, "gateway-2");
			try (TerminalCommand convert = convert(video, folder)) {
				Sightings stored = follow(name);
				assertThat(convert.awaitEnd()).isZero();
				desk.await("#list .download");
				phone.await("#list .download");
				Map<String, Sightings> shown = Map.of("desk", desk.sightings(), "phone", phone.sightings(), "terminal",
						convert.sightings());
				assertThat(stored.percents()).hasSizeGreaterThan(3);
				assertThat(shown).allSatisfy((who, sightings) -> {
					assertThat(sightings.percents()).as(who).hasSizeGreaterThan(3).isSorted();
					assertThat(stored.percents()).as(who).containsAll(sightings.percents());
				});
				record(stored, shown);
				assertThat(desk.problems()).isEmpty();
				assertThat(phone.problems()).isEmpty();
			}
		}
	}

	/**
	 * Signs the owner in, and looks at the list of one gateway from then on.
	 */
	private void watch(Screen screen, String name, String gateway) {
		Person owner = this.system.owner();
		screen.open("/oauth2/authorization/soundlift");
		screen.type("email", owner.email());
		screen.type("password", owner.password());
		screen.press("Sign in");
		screen.await("#workspace");
		screen.open(URI.create("http://127.0.0.1:" + this.system.service(gateway).port() + "/"));
		screen.await("#workspace");
		screen.watch(name);
	}

	private TerminalCommand convert(Path video, Path folder) throws IOException {
		Path data = Files.createDirectory(folder.resolve("data"));
		Files.writeString(data.resolve("credentials.json"), JsonMapper.shared()
			.writeValueAsString(Map.of("serverUrl", this.system.publicUrl(), "email", TestSystem.EMAIL, "password", "",
					"clientId", TestSystem.CLIENT_ID, "clientSecret", this.system.clientSecret())));
		return TerminalCommand.soundlift("convert", video.toString(), "--data", data.toString(), "--output",
				folder.resolve("out.mp3").toString());
	}

	/**
	 * Looks at what is stored until the conversion has ended.
	 */
	private Sightings follow(String name) {
		Sightings stored = new Sightings();
		await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(10)).until(() -> {
			Document conversion = this.system.database()
				.getCollection("conversions")
				.find(new Document("fileName", name))
				.first();
			if (conversion == null) {
				return false;
			}
			Integer percent = conversion.getEmbedded(List.of("progress", "percent"), Integer.class);
			if ("CONVERTING".equals(conversion.getString("state")) && percent != null) {
				stored.add(System.currentTimeMillis(), percent);
			}
			return "COMPLETED".equals(conversion.getString("state"));
		});
		return stored;
	}

	private static void record(Sightings stored, Map<String, Sightings> shown) throws IOException {
		StringBuilder text = new StringBuilder("stored: " + stored.percents() + "\n");
		shown.forEach((who, sightings) -> text.append("%s: %s, at most %d ms behind%n".formatted(who,
				sightings.percents(), sightings.maxMillisBehind(stored))));
		Files.writeString(Path.of("target", "progress.txt"), text);
	}

}
