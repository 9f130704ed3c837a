package io.soundlift.journey.conversion;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.soundlift.journey.TestJourney;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyLog;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.journey.trace.JourneyTracing;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the steps that are recorded on a conversion.
 */
@Tag("database")
class JourneyLogTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final TestJourney journey = new TestJourney();

	private final JourneyTracing tracing = this.journey.tracing();

	private final Claims claims = this.journey.claims();

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void recordsTheUploadWithItsParts() {
		Conversion accepted = this.tracing.span("video.upload", "id", () -> {
			this.tracing.span("video.store", "id", () -> {
				this.tracing.tag(JourneyAttributes.VIDEO_BYTES, 48_211_334);
				advance(1700);
			});
			advance(100);
			return this.journey.accepted();
		});
		Conversion found = find(accepted);
		assertThat(found).isEqualTo(accepted);
		JourneyStep upload = only(found);
		assertThat(upload.name()).isEqualTo("video.upload");
		assertThat(upload.service()).isEqualTo("test");
		assertThat(millis(upload)).isEqualTo(1800);
		assertThat(upload.parts()).singleElement().satisfies((store) -> {
			assertThat(store.name()).isEqualTo("video.store");
			assertThat(millis(store)).isEqualTo(1700);
			assertThat(store.attributes()).isEqualTo(Map.of("videoBytes", 48_211_334L));
		});
	}

	@Test
	void recordsTheAttemptAsFarAsItHasComeAndItsEnd() {
		Conversion claimed = claim(this.journey.accepted());
		JourneyStep begun = Objects.requireNonNull(claimed.journey().running());
		assertThat(begun.startedAt()).isEqualTo(this.journey.clock().instant());
		advance(10);
		attempt(claimed, () -> {
			this.tracing.span("video.fetch", claimed.id(), () -> advance(20));
			this.tracing.span("audio.encode", claimed.id(), () -> {
				advance(5);
				assertThat(this.claims.renewLease(claimed, Progress.BEGIN, LEASE)).isTrue();
				JourneyStep running = Objects.requireNonNull(find(claimed).journey().running());
				assertThat(running.stepId()).isEqualTo(begun.stepId());
				assertThat(running.endedAt()).isNull();
				assertThat(running.parts()).extracting(JourneyStep::name)
					.containsExactly("video.fetch", "audio.encode");
				assertThat(millis(running.parts().get(0))).isEqualTo(20);
				assertThat(running.parts().get(1).endedAt()).isNull();
			});
			complete(claimed);
		});
		Conversion completed = find(claimed);
		assertThat(completed.state()).isEqualTo(ConversionState.COMPLETED);
		assertThat(completed.journey().running()).isNull();
		JourneyStep convert = only(completed);
		assertThat(convert.stepId()).isEqualTo(begun.stepId());
		assertThat(millis(convert)).as("from the claim on").isEqualTo(35);
		assertThat(convert.attributes()).isEqualTo(Map.of("attempt", 1L));
		assertThat(convert.parts()).allSatisfy((part) -> assertThat(part.endedAt()).isNotNull());
	}

	@Test
	void recordsEachAttemptWhateverItsEnd() {
		Conversion first = claim(this.journey.accepted());
		attempt(first, () -> this.claims.handBack(first));
		Conversion second = claim(first);
		attempt(second, () -> this.claims.retryLater(second, Duration.ZERO));
		Conversion third = claim(first);
		attempt(third, () -> this.claims.fail(third, new Failure("damaged", "It is damaged.")));
		JourneyLog log = find(first).journey();
		assertThat(log.running()).isNull();
		assertThat(log.steps()).extracting((step) -> step.attributes().get("attempt")).containsExactly(1L, 1L, 2L);
		assertThat(log.steps()).extracting(JourneyStep::stepId).doesNotHaveDuplicates();
	}

	@Test
	void recordsThatAnAttemptWasTakenOver() {
		Conversion abandoned = claim(this.journey.accepted());
		attempt(abandoned, () -> this.tracing.span("video.fetch", abandoned.id(),
				() -> this.claims.renewLease(abandoned, Progress.BEGIN, LEASE)));
		Instant expiry = this.journey.clock().instant().plus(LEASE);
		advance(60_000);
		Conversion claimed = claim(abandoned);
		assertThat(claimed.attempt()).isEqualTo(2);
		JourneyStep lost = only(claimed);
		assertThat(lost.failed()).isTrue();
		assertThat(lost.endedAt()).isEqualTo(expiry);
		assertThat(lost.attributes()).containsEntry("attempt", 1).containsEntry("claimLost", true);
		assertThat(lost.parts()).singleElement().satisfies((fetch) -> {
			assertThat(fetch.failed()).isTrue();
			assertThat(fetch.endedAt()).isEqualTo(expiry);
		});
		attempt(abandoned, () -> assertThat(this.claims.handBack(abandoned)).isFalse());
		assertThat(find(claimed).journey().steps()).as("of one that has lost its claim").hasSize(1);
		assertThat(Objects.requireNonNull(claimed.journey().running()).stepId()).isNotEqualTo(lost.stepId());
	}

	@Test
	void keepsTheLastSteps() {
		Conversion conversion = this.journey.accepted();
		for (int i = 0; i <= JourneyLog.MAX_STEPS; i++) {
			Conversion claimed = claim(conversion);
			int number = i;
			attempt(claimed, () -> {
				this.tracing.tag(JourneyAttributes.OUTBOX_TRIES, number);
				this.claims.handBack(claimed);
			});
		}
		List<JourneyStep> steps = find(conversion).journey().steps();
		assertThat(steps).hasSize(JourneyLog.MAX_STEPS);
		assertThat(steps.get(0).attributes()).containsEntry("tries", 1L);
		assertThat(steps.get(steps.size() - 1).attributes()).containsEntry("tries", (long) JourneyLog.MAX_STEPS);
	}

	@Test
	void keepsTheLastDownloads() {
		Conversion conversion = this.journey.completed();
		Instant now = this.journey.clock().instant();
		for (int i = 0; i <= JourneyLog.MAX_DOWNLOADS; i++) {
			this.journey.conversions()
				.recordDownload(conversion.id(),
						JourneyStep.of("d" + i, "download", "gateway", now, now, Map.of("traceId", "t" + i)));
		}
		List<JourneyStep> downloads = find(conversion).journey().downloads();
		assertThat(downloads).hasSize(JourneyLog.MAX_DOWNLOADS);
		assertThat(downloads.get(0).stepId()).isEqualTo("d1");
		assertThat(downloads.get(9).attributes()).isEqualTo(Map.of("traceId", "t10"));
	}

	@Test
	void keepsMailsUntilTheConversionGoes() {
		Conversion conversion = this.journey.completed();
		MailSteps mails = this.journey.mailSteps();
		assertThat(mails.of(conversion.id())).isEmpty();
		for (String result : List.of("waiting", "sent")) {
			this.tracing.span("mail.send", conversion.id(), () -> {
				this.tracing.tag(JourneyAttributes.MAIL_RESULT, result);
				mails.record(conversion.id());
			});
		}
		assertThat(mails.of(conversion.id())).extracting((step) -> step.attributes().get("mailResult"))
			.containsExactly("waiting", "sent");
		this.journey.conversions().markDeleted(conversion.id(), conversion.owner());
		this.journey.conversions().remove(conversion);
		assertThat(mails.of(conversion.id())).isEmpty();
	}

	@Test
	void readsWhatEarlierVersionsHaveStored() {
		Conversion conversion = this.journey.completed();
		this.journey.database()
			.getCollection(Conversion.COLLECTION)
			.updateOne(new Document("_id", conversion.id()), new Document("$unset", new Document(JourneyLog.PATH, "")));
		assertThat(find(conversion).journey()).isEqualTo(JourneyLog.EMPTY);
		Instant now = this.journey.clock().instant();
		this.journey.conversions()
			.recordDownload(conversion.id(), JourneyStep.of("d", "download", "gateway", now, now, Map.of()));
		assertThat(find(conversion).journey().downloads()).hasSize(1);
	}

	@Test
	void listsConversionsWithoutTheirJourneys() {
		this.tracing.span("video.upload", "id", () -> this.journey.accepted());
		assertThat(this.journey.conversions().list(TestJourney.OWNER.id(), null, 10)).singleElement()
			.satisfies((conversion) -> assertThat(conversion.journey()).isEqualTo(JourneyLog.EMPTY));
	}

	private Conversion claim(Conversion conversion) {
		return this.claims.claim(conversion.id(), "worker", LEASE).orElseThrow();
	}

	/**
	 * Works on a conversion as a converter does.
	 */
	private void attempt(Conversion claimed, Runnable work) {
		JourneyStep begun = Objects.requireNonNull(claimed.journey().running());
		this.tracing.span("convert", claimed.id(), () -> {
			this.tracing.stepBegan(begun.stepId(), begun.startedAt());
			this.tracing.tag(JourneyAttributes.ATTEMPT, claimed.attempt());
			work.run();
		});
	}

	private void complete(Conversion claimed) {
		Mp3 mp3 = new Mp3(this.journey.store(Bucket.MP3S, claimed.id(), "an mp3"), 1000, "talk.mp3");
		assertThat(this.claims.complete(claimed, mp3)).isTrue();
	}

	private Conversion find(Conversion conversion) {
		return this.journey.conversions().find(conversion.id()).orElseThrow();
	}

	private static JourneyStep only(Conversion conversion) {
		assertThat(conversion.journey().steps()).hasSize(1);
		return conversion.journey().steps().get(0);
	}

	private void advance(long millis) {
		this.journey.clock().advance(Duration.ofMillis(millis));
	}

	private static long millis(JourneyStep step) {
		return Duration.between(step.startedAt(), Objects.requireNonNull(step.endedAt())).toMillis();
	}

}
