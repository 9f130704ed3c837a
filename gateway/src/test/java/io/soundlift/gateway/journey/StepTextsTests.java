package io.soundlift.gateway.journey;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import io.soundlift.gateway.text.Texts;
import io.soundlift.journey.outbox.EventType;
import io.soundlift.language.PageLanguages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page can say each step in each language.
 */
class StepTextsTests {

	@ParameterizedTest
	@EnumSource
	void areThereInEachLanguageButEnglish(Step step) {
		Stream.of(Map.<String, Object>of(), Map.<String, Object>of("event", EventType.CONVERSION_FINISHED.slot()))
			.map((attributes) -> step
				.describe(step.derived("0123456789abcdef", "gateway", Instant.EPOCH, null, attributes)))
			.forEach((words) -> assertThat(PageLanguages.ALL.stream().skip(1))
				.allMatch((language) -> Texts.in(language).has("server.step." + words)));
	}

}
