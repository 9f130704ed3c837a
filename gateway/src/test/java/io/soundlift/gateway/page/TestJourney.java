package io.soundlift.gateway.page;

import java.time.Instant;
import java.util.Objects;

import io.soundlift.gateway.journey.TestSpan;
import io.soundlift.journey.conversion.Conversion;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A conversion that failed once and succeeded then, with the spans that services would
 * have sent.
 */
final class TestJourney {

	private static final String FIRST = "00000000000000c1";

	private static final String SECOND = "00000000000000c2";

	private final TestPage page;

	private final TestConverter converter;

	TestJourney(TestPage page, TestConverter converter) {
		this.page = page;
		this.converter = converter;
	}

	/**
	 * Uploads a file on the page, waits for its row, and opens the journey.
	 * @return the conversion, which waits for a converter
	 */
	Conversion begin(String user) {
		this.page.signIn(user);
		this.page.choose(this.page.file("talk.mp4", 2000));
		await().until(() -> this.converter.conversions(user).size() == 1);
		Conversion conversion = this.converter.conversions(user).get(0);
		WebElement row = this.page.row(conversion.id());
		this.page.awaitText(row, "Waits for a converter");
		row.findElement(By.className("journey-toggle")).click();
		await().untilAsserted(() -> assertThat(steps(conversion)).contains("video.store").contains("queue.wait"));
		return conversion;
	}

	/**
	 * Has a converter fail at it, and then do it.
	 */
	void convert(Conversion conversion) {
		Instant begin = Instant.now();
		TestSpan.send(this.page.traces().endpoint(),
				span(conversion, "converter", "convert", FIRST).at(begin, 800)
					.with("soundlift.conversion.attempt", 1)
					.with("soundlift.queue.wait_ms", 400),
				span(conversion, "converter", "video.fetch", "00000000000000d1").in(FIRST)
					.at(begin.plusMillis(20), 700)
					.failed("connection to inner-host lost"),
				span(conversion, "converter", "convert", SECOND).at(begin.plusMillis(1800), 2500)
					.with("soundlift.conversion.attempt", 2)
					.with("soundlift.queue.wait_ms", 20),
				span(conversion, "converter", "audio.encode", "00000000000000d2").in(SECOND)
					.at(begin.plusMillis(1900), 2000)
					.with("soundlift.audio.duration_ms", 61000)
					.with("soundlift.encode.speed", 30.5),
				span(conversion, "notifier", "mail.send", "00000000000000e1").at(begin.plusMillis(4400), 30)
					.with("soundlift.mail.result", "sent"));
		this.converter.complete(this.converter.claim(conversion), "the sound");
	}

	void show(String user) {
		Conversion conversion = begin(user);
		convert(conversion);
		await().untilAsserted(() -> assertThat(steps(conversion)).contains("audio.encode mail.send"));
	}

	/**
	 * Reads the technical names of the steps that are shown.
	 */
	String steps(Conversion conversion) {
		return String.valueOf(this.page.driver()
			.executeScript("""
					return Array.from(document.querySelectorAll(`#journey-${arguments[0]} tbody tr`))
						.map((row) => row.dataset.step)
						.filter((step, i, all) => step !== 'outbox.publish' || all.indexOf(step) === i).join(' ')""",
					conversion.id()));
	}

	private static TestSpan span(Conversion conversion, String service, String name, String id) {
		return new TestSpan(Objects.requireNonNull(conversion.traceId()), service, name, id)
			.with("soundlift.conversion.id", conversion.id());
	}

}
