package io.soundlift.gateway.page;

import java.time.Duration;

import io.soundlift.gateway.journey.TestSteps;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.trace.JourneyAttributes;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * A conversion that failed once and succeeded then, with the steps that services would
 * have recorded.
 */
final class TestJourney {

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
		this.page.act(row, "journey-toggle");
		await().untilAsserted(() -> assertThat(steps(conversion)).contains("video.store").contains("queue.wait"));
		return conversion;
	}

	/**
	 * Has a converter fail at it, and then do it.
	 */
	void convert(Conversion conversion) {
		// its steps come after the ones that the gateway has recorded
		await().until(() -> this.page.gateway()
			.conversions()
			.find(conversion.id())
			.orElseThrow()
			.outbox()
			.videoUploaded()
			.publishedAt() != null);
		TestSteps steps = new TestSteps(this.page.gateway());
		steps.pass(500);
		Conversion first = steps.claim(conversion);
		steps.attempt(first, 400, () -> {
			steps.pass(20);
			assertThatIllegalStateException()
				.isThrownBy(() -> steps.tracing().span("video.fetch", conversion.id(), () -> {
					steps.pass(700);
					throw new IllegalStateException("connection to inner-host lost");
				}));
			steps.pass(80);
			assertThat(steps.claims().retryLater(first, Duration.ofSeconds(1))).isTrue();
		});
		steps.pass(1000);
		Conversion second = steps.claim(conversion);
		steps.attempt(second, 20, () -> {
			steps.pass(100);
			steps.tracing().span("audio.encode", conversion.id(), () -> {
				steps.tracing().tag(JourneyAttributes.AUDIO_DURATION, 61_000);
				steps.tracing().tag(JourneyAttributes.ENCODE_SPEED, 30.5);
				steps.pass(2000);
			});
			steps.pass(400);
			this.converter.complete(steps.claims(), second, "the sound");
		});
		steps.mail(conversion, "sent");
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

}
