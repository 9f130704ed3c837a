package io.soundlift.journey.conversion;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.soundlift.journey.TestJourney;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.outbox.EventDue;
import io.soundlift.journey.outbox.EventType;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Conversions}, {@link Claims} and {@link ConversionUpkeep}.
 */
@Tag("database")
class ConversionsTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final TestJourney journey = new TestJourney();

	private final Conversions conversions = this.journey.conversions();

	private final Claims claims = this.journey.claims();

	private final ConversionUpkeep upkeep = this.journey.upkeep();

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void storesAnAcceptedConversionAsItReturnsIt() {
		Conversion accepted = this.journey.accepted();
		assertThat(this.conversions.find(accepted.id())).contains(accepted);
		assertThat(accepted.state()).isEqualTo(ConversionState.QUEUED);
		assertThat(accepted.outbox().videoUploaded().dueAt()).isEqualTo(this.journey.clock().instant());
		assertThat(this.journey.events()).containsExactly(new EventDue(accepted.id(), EventType.VIDEO_UPLOADED));
	}

	@Test
	void makesIdsOf128RandomBits() {
		assertThat(this.conversions.newId()).matches("[0-9a-f]{32}").isNotEqualTo(this.conversions.newId());
	}

	@Test
	void findsAConversionForItsOwnerOnly() {
		String id = this.journey.accepted().id();
		assertThat(this.conversions.findOwned(id, TestJourney.OWNER.id())).isPresent();
		assertThat(this.conversions.findOwned(id, "somebody else")).isEmpty();
	}

	@Test
	void givesAClaimToOneWorkerOnlyWhenManyAskAtOnce() throws Exception {
		String id = this.journey.accepted().id();
		List<Callable<Optional<Conversion>>> workers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			String worker = "worker-" + i;
			workers.add(() -> this.claims.claim(id, worker, LEASE));
		}
		ExecutorService threads = Executors.newFixedThreadPool(8);
		int claims = 0;
		for (Future<Optional<Conversion>> claim : threads.invokeAll(workers)) {
			claims += claim.get().isPresent() ? 1 : 0;
		}
		threads.shutdown();
		assertThat(claims).isEqualTo(1);
		assertThat(stored(id).attempt()).isEqualTo(1);
	}

	@Test
	void lendsAConversionAgainWhenItsLeaseHasExpired() {
		String id = this.journey.accepted().id();
		claim(id);
		this.journey.clock().advance(LEASE);
		assertThat(this.claims.claim(id, "other", LEASE)).isEmpty();
		this.journey.clock().advance(Duration.ofMillis(1));
		assertThat(claim(id).attempt()).isEqualTo(2);
	}

	@Test
	void keepsEveryOption() {
		ConversionOptions options = new ConversionOptions(null, 2, true, 1, 22_050, Duration.ofMillis(1500),
				Duration.ofMinutes(90), true, "deu", false, Map.of("title", "Über", "comment", ""),
				Cover.frame(Duration.ofSeconds(3)), false);
		assertThat(stored(this.journey.accepted(options).id()).options()).isEqualTo(options);
	}

	@Test
	void readsOptionsOfDocumentsThatHadABitRateOnly() {
		String id = this.journey.accepted().id();
		this.journey.database()
			.getCollection(Conversion.COLLECTION)
			.updateOne(new Document("_id", id),
					new Document("$set", new Document("options", new Document("bitrate", 128_000))));
		ConversionOptions options = stored(id).options();
		assertThat(options).isEqualTo(new ConversionOptions(128_000));
		assertThat(options.normalizes()).isFalse();
		assertThat(options.keepsTags()).isTrue();
		assertThat(options.keepsChapters()).isTrue();
		assertThat(options.coverOrAuto()).isEqualTo(Cover.AUTO);
	}

	@Test
	void recordsThePlanOfTheClaimThatHolds() {
		Conversion late = claim(this.journey.accepted().id());
		this.journey.clock().advance(LEASE.plusSeconds(1));
		Conversion current = claim(late.id());
		Plan plan = new Plan(Plan.Mode.CHUNKED, 2, "deu", List.of("atrim=start=1"), 44_100, 2, null, 4, 1000L, null);
		assertThat(this.claims.recordPlan(late, plan)).isFalse();
		assertThat(stored(late.id()).plan()).isNull();
		assertThat(this.claims.recordPlan(current, plan)).isTrue();
		assertThat(stored(late.id()).plan()).isEqualTo(plan);
	}

	@Test
	void keepsTheLeaseOfAWorkerThatRenewsIt() {
		Conversion claimed = claim(this.journey.accepted().id());
		this.journey.clock().advance(LEASE.minusSeconds(1));
		assertThat(this.claims.renewLease(claimed, progress(40), LEASE)).isTrue();
		this.journey.clock().advance(LEASE.minusSeconds(1));
		assertThat(this.claims.claim(claimed.id(), "other", LEASE)).isEmpty();
		assertThat(stored(claimed.id()).progress()).isEqualTo(progress(40));
	}

	@Test
	void tellsWorkersWhichClaimsTheyHaveLost() {
		Conversion other = claim(this.journey.accepted().id());
		Conversion late = claim(this.journey.accepted().id());
		assertThat(this.claims.held(List.of(other, late))).containsExactlyInAnyOrder(other, late);
		this.journey.clock().advance(LEASE.minusSeconds(1));
		this.claims.renewLease(other, progress(40), LEASE);
		this.journey.clock().advance(Duration.ofSeconds(2));
		Conversion current = claim(late.id());
		assertThat(this.claims.held(List.of(other, late, current))).containsExactlyInAnyOrder(other, current);
		this.conversions.markDeleted(current.id(), TestJourney.OWNER.id());
		this.claims.fail(other, new Failure("damaged", "It is damaged."));
		assertThat(this.claims.held(List.of(other, late, current))).isEmpty();
	}

	@Test
	void knowsThatAttemptThatWasHandedBackIsNotHeldThoughAnotherHasItsNumber() {
		Conversion first = claim(this.journey.accepted().id());
		this.claims.handBack(first);
		Conversion second = this.claims.claim(first.id(), "other", LEASE).orElseThrow();
		assertThat(second.attempt()).isEqualTo(first.attempt());
		assertThat(this.claims.held(List.of(first))).isEmpty();
		assertThat(this.claims.held(List.of(second))).containsExactly(second);
	}

	@Test
	void beginsEachAttemptWithoutProgress() {
		Conversion first = claim(this.journey.accepted().id());
		assertThat(first.progress()).isEqualTo(new Progress(Phase.FETCHING, 0, null, null));
		this.claims.renewLease(first, progress(40), LEASE);
		this.claims.retryLater(first, Duration.ZERO);
		assertThat(stored(first.id()).progress()).isNull();
		assertThat(claim(first.id()).progress()).isEqualTo(first.progress());
	}

	@Test
	void countsNoAttemptThatWasHandedBack() {
		Conversion stopped = claim(this.journey.accepted().id());
		assertThat(this.claims.handBack(stopped)).isTrue();
		Conversion queued = stored(stopped.id());
		assertThat(queued.state()).isEqualTo(ConversionState.QUEUED);
		assertThat(queued.attempt()).isZero();
		assertThat(queued.worker()).isNull();
		assertThat(queued.progress()).isNull();
		assertThat(queued.outbox().videoUploaded().dueAt()).as("its message is due at once")
			.isEqualTo(this.journey.clock().instant().truncatedTo(ChronoUnit.MILLIS));
		Conversion current = this.claims.claim(stopped.id(), "another", LEASE).orElseThrow();
		assertThat(current.attempt()).isEqualTo(1);
		assertThat(this.claims.renewLease(stopped, progress(50), LEASE)).as("same number, another worker").isFalse();
		assertThat(this.claims.complete(stopped, mp3(stopped))).isFalse();
		assertThat(this.claims.handBack(stopped)).isFalse();
		assertThat(this.claims.complete(current, mp3(current))).isTrue();
	}

	@Test
	void fencesOffAWorkerThatWasThoughtDead() {
		Conversion late = claim(this.journey.accepted().id());
		this.journey.clock().advance(LEASE.plusSeconds(1));
		Conversion current = claim(late.id());
		assertThat(this.claims.renewLease(late, progress(50), LEASE)).isFalse();
		assertThat(this.claims.complete(late, mp3(late))).isFalse();
		assertThat(this.claims.fail(late, new Failure("no-audio", "There is no audio."))).isFalse();
		assertThat(this.claims.retryLater(late, Duration.ZERO)).isFalse();
		assertThat(this.claims.complete(current, mp3(current))).isTrue();
		assertThat(this.claims.complete(current, mp3(current))).isFalse();
	}

	@Test
	void armsTheFinishedEventInTheUpdateThatCompletes() {
		Conversion claimed = claim(this.journey.accepted().id());
		Mp3 mp3 = mp3(claimed);
		this.claims.complete(claimed, mp3);
		Conversion completed = stored(claimed.id());
		assertThat(completed.state()).isEqualTo(ConversionState.COMPLETED);
		assertThat(completed.mp3()).isEqualTo(mp3);
		assertThat(completed.progress()).isNull();
		assertThat(completed.leaseUntil()).isNull();
		assertThat(completed.wakeAt()).isNull();
		assertThat(completed.outbox().videoUploaded().dueAt()).isNull();
		assertThat(completed.outbox().conversionFinished()).isNotNull();
		assertThat(this.journey.events()).contains(new EventDue(claimed.id(), EventType.CONVERSION_FINISHED));
	}

	@Test
	void keepsTheReasonOfAFailure() {
		Conversion claimed = claim(this.journey.accepted().id());
		Failure failure = new Failure("no-audio", "The video has no audio track.");
		assertThat(this.claims.fail(claimed, failure)).isTrue();
		assertThat(stored(claimed.id()).failure()).isEqualTo(failure);
		assertThat(stored(claimed.id()).state()).isEqualTo(ConversionState.FAILED);
		assertThat(this.claims.claim(claimed.id(), "w", LEASE)).isEmpty();
	}

	@Test
	void holdsBackARetryUntilItIsDue() {
		Conversion claimed = claim(this.journey.accepted().id());
		assertThat(this.claims.retryLater(claimed, Duration.ofSeconds(10))).isTrue();
		assertThat(this.claims.claim(claimed.id(), "w", LEASE)).isEmpty();
		assertThat(stored(claimed.id()).outbox().videoUploaded().dueAt())
			.isEqualTo(this.journey.clock().instant().plusSeconds(10));
		this.journey.clock().advance(Duration.ofSeconds(10));
		assertThat(claim(claimed.id()).attempt()).isEqualTo(2);
	}

	@Test
	void tellsSinceWhenAClaimWasDue() {
		Conversion accepted = this.journey.accepted();
		this.journey.clock().advance(Duration.ofSeconds(7));
		Conversion first = claim(accepted.id());
		assertThat(first.dueSince()).isEqualTo(accepted.createdAt());
		this.claims.retryLater(first, Duration.ofSeconds(10));
		Instant due = this.journey.clock().instant().plusSeconds(10);
		this.journey.clock().advance(Duration.ofSeconds(12));
		assertThat(claim(accepted.id()).dueSince()).isEqualTo(due);
	}

	@Test
	void tellsNoTimeInTheQueueWhenAClaimIsTakenOver() {
		Conversion first = claim(this.journey.accepted().id());
		this.claims.retryLater(first, Duration.ZERO);
		claim(first.id());
		this.journey.clock().advance(LEASE.plusSeconds(1));
		assertThat(claim(first.id()).dueSince()).isNull();
	}

	@Test
	void wakesAQueuedConversionWhoseMessageWasLost() {
		String id = this.journey.accepted().id();
		assertThat(this.upkeep.wakeOverdue()).isEmpty();
		this.journey.clock().advance(Conversions.WAKE_INTERVAL);
		assertThat(this.upkeep.wakeOverdue()).isPresent();
		assertThat(this.upkeep.wakeOverdue()).isEmpty();
		assertThat(stored(id).outbox().videoUploaded().dueAt()).isEqualTo(this.journey.clock().instant());
		this.journey.clock().advance(Conversions.WAKE_INTERVAL.plusSeconds(1));
		assertThat(this.upkeep.wakeOverdue()).as("waits longer the second time")
			.isPresent()
			.hasValueSatisfying((woken) -> assertThat(woken.wakes()).isEqualTo(1));
		this.journey.clock().advance(Conversions.WAKE_INTERVAL.plusSeconds(1));
		assertThat(this.upkeep.wakeOverdue()).isEmpty();
	}

	@Test
	void wakesAConversionWhoseWorkerHasDied() {
		Conversion claimed = claim(this.journey.accepted().id());
		this.journey.clock().advance(LEASE);
		assertThat(this.upkeep.wakeOverdue()).isPresent();
		assertThat(stored(claimed.id()).outbox().videoUploaded().dueAt()).isEqualTo(this.journey.clock().instant());
	}

	@Test
	void wakesNothingThatHasEndedOrWasDeleted() {
		Conversion failed = claim(this.journey.accepted().id());
		this.claims.fail(failed, new Failure("no-audio", "There is no audio."));
		this.conversions.markDeleted(this.journey.accepted().id(), TestJourney.OWNER.id());
		this.journey.clock().advance(Duration.ofDays(1));
		assertThat(this.upkeep.wakeOverdue()).isEmpty();
	}

	@Test
	void stopsAWorkerWhenTheOwnerDeletes() {
		Conversion claimed = claim(this.journey.accepted().id());
		assertThat(this.conversions.markDeleted(claimed.id(), "somebody else")).isEmpty();
		assertThat(this.conversions.markDeleted(claimed.id(), TestJourney.OWNER.id())).isPresent();
		assertThat(this.claims.renewLease(claimed, progress(1), LEASE)).isFalse();
		assertThat(this.claims.complete(claimed, mp3(claimed))).isFalse();
		assertThat(this.conversions.find(claimed.id())).isEmpty();
		assertThat(this.conversions.markDeleted(claimed.id(), TestJourney.OWNER.id())).isEmpty();
	}

	@Test
	void deletesAConversionWithBothItsFiles() {
		Conversion claimed = claim(this.journey.accepted().id());
		Mp3 mp3 = mp3(claimed);
		this.claims.complete(claimed, mp3);
		this.journey.files().confirm(mp3.file());
		assertThat(this.journey.deletion().delete(claimed.id(), TestJourney.OWNER.id())).isTrue();
		assertThat(this.journey.storedDocuments()).isZero();
		assertThat(this.journey.database().getCollection("conversions").countDocuments()).isZero();
	}

	@Test
	void listsAnOwnersConversionsNewestFirstPageByPage() {
		List<String> newestFirst = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			newestFirst.add(0, this.journey.accepted().id());
			this.journey.clock().advance(Duration.ofMillis((i < 3) ? 1 : 0));
		}
		List<String> listed = new ArrayList<>();
		Position after = null;
		List<Conversion> page;
		do {
			page = this.conversions.list(TestJourney.OWNER.id(), after, 2);
			page.forEach((conversion) -> listed.add(conversion.id()));
			after = page.isEmpty() ? null
					: new Position(page.get(page.size() - 1).createdAt(), page.get(page.size() - 1).id());
		}
		while (!page.isEmpty());
		assertThat(listed).containsExactlyInAnyOrderElementsOf(newestFirst);
		assertThat(listed.subList(2, 5)).isEqualTo(newestFirst.subList(2, 5));
		assertThat(this.conversions.list("somebody else", null, 10)).isEmpty();
	}

	@Test
	void listsWhatFinishedInASpanOfTime() {
		Conversion claimed = claim(this.journey.accepted().id());
		this.journey.accepted();
		this.claims.fail(claimed, new Failure("no-audio", "There is no audio."));
		Instant now = this.journey.clock().instant();
		assertThat(this.upkeep.finished(Position.before(now), now.plusMillis(1), 10)).extracting(Conversion::id)
			.containsExactly(claimed.id());
		assertThat(this.upkeep.finished(Position.before(now.minusSeconds(1)), now, 10)).isEmpty();
	}

	@Test
	void listsEachOnceOfManyThatFinishedInOneMillisecond() {
		List<String> ended = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			Conversion claimed = claim(this.journey.accepted().id());
			this.claims.fail(claimed, new Failure("no-audio", "There is no audio."));
			ended.add(claimed.id());
			if (i >= 4) {
				this.journey.clock().advance(Duration.ofMillis(1));
			}
		}
		Instant end = this.journey.clock().instant();
		List<Conversion> listed = new ArrayList<>();
		List<Conversion> page = this.upkeep.finished(Position.before(Instant.EPOCH), end, 2);
		while (!page.isEmpty()) {
			listed.addAll(page);
			Conversion last = page.get(page.size() - 1);
			page = this.upkeep.finished(Position.ofEnd(last), end, 2);
		}
		assertThat(listed).extracting(Conversion::id).containsExactlyInAnyOrderElementsOf(ended);
		assertThat(listed).extracting(Conversion::finishedAt).isSorted();
	}

	private Conversion claim(String id) {
		return this.claims.claim(id, "worker", LEASE).orElseThrow();
	}

	private Conversion stored(String id) {
		return this.conversions.find(id).orElseThrow();
	}

	private Mp3 mp3(Conversion conversion) {
		StoredFile file = this.journey.store(Bucket.MP3S, conversion.id(), "an mp3");
		return new Mp3(file, 1000, "talk.mp3");
	}

	private static Progress progress(int percent) {
		return new Progress(Phase.ENCODING, percent, 61.5, 90L);
	}

}
