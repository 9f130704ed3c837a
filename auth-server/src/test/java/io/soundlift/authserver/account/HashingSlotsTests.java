package io.soundlift.authserver.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the bounds of hashing.
 */
class HashingSlotsTests {

	private final HashingSlots slots = new HashingSlots(1, Duration.ofMinutes(5));

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch end = new CountDownLatch(1);

	private final List<String> done = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void runsNoMoreTasksAtOnceThanThereAreSlots() throws Exception {
		occupy(this.slots);
		Future<String> second = ask("a", false);
		await().until(() -> waits(1));
		assertThat(second.isDone()).isFalse();
		this.end.countDown();
		assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo("a");
	}

	@Test
	void goesOnInTheSameSlot() {
		assertThat(this.slots.<String>run("a", false, () -> this.slots.run("a", false, () -> "inner")))
			.isEqualTo("inner");
	}

	@Test
	void refusesThirdWaitingRequestOfOneOriginOnly() throws Exception {
		occupy(this.slots);
		ask("a", false);
		ask("a", false);
		await().until(() -> waits(2));
		assertRefused(() -> this.slots.run("a", false, () -> "third"));
		Future<String> other = ask("b", false);
		this.end.countDown();
		assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo("b");
	}

	@Test
	void refusesWhenTheQueueIsFullButNotAKnownBrowser() throws Exception {
		occupy(this.slots);
		for (int i = 0; i < 20; i++) {
			ask("origin " + i, false);
		}
		await().until(() -> waits(20));
		assertRefused(() -> this.slots.run("late", false, () -> "late"));
		Future<String> owner = ask("owner", true);
		await().until(() -> waits(21));
		this.end.countDown();
		assertThat(owner.get(60, TimeUnit.SECONDS)).isEqualTo("owner");
		await().until(() -> this.done.size() == 21);
		assertThat(this.done).startsWith("owner");
	}

	@Test
	void servesOriginFirstThatWasServedLongestAgo() throws Exception {
		occupy(this.slots);
		ask("first", false);
		await().until(() -> waits(1));
		ask("first", false);
		await().until(() -> waits(2));
		ask("other", false);
		await().until(() -> waits(3));
		this.end.countDown();
		await().until(() -> this.done.size() == 3);
		assertThat(this.done).containsExactly("other", "first", "first");
	}

	@Test
	void refusesOriginThatWasServedLastWhenTheQueueIsFull() throws Exception {
		List<Future<String>> guesses = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			String origin = "origin " + i;
			assertThat(this.slots.<String>run(origin, false, () -> origin)).isEqualTo(origin);
		}
		occupy(this.slots);
		for (int i = 0; i < 20; i++) {
			guesses.add(ask("origin " + i, false));
		}
		await().until(() -> waits(20));
		Future<String> owner = ask("owner", false);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> guesses.get(19).get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(HashingBusyException.class);
		this.end.countDown();
		assertThat(owner.get(60, TimeUnit.SECONDS)).isEqualTo("owner");
		await().until(() -> this.done.size() == 20);
		assertThat(this.done).startsWith("owner", "origin 0", "origin 1");
	}

	@Test
	void refusesWhenTheWaitIsTooLongAndFreesThePlace() throws Exception {
		HashingSlots impatient = new HashingSlots(1, Duration.ofMillis(20));
		occupy(impatient);
		for (int i = 0; i < 5; i++) {
			assertRefused(() -> impatient.run("a", false, () -> "late"));
		}
		this.end.countDown();
		await().ignoreException(HashingBusyException.class)
			.untilAsserted(() -> assertThat(impatient.<String>run("a", false, () -> "in time")).isEqualTo("in time"));
	}

	@Test
	void freesAllSlotsAfterManyAtOnce() throws Exception {
		List<Future<String>> answers = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			answers.add(ask("origin " + i, i % 2 == 0));
		}
		for (Future<String> answer : answers) {
			try {
				answer.get(60, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				assertThat(ex).hasCauseInstanceOf(HashingBusyException.class);
			}
		}
		assertThat(this.slots.<String>run("a", false, () -> "free")).isEqualTo("free");
		assertThat(this.slots.waiting()).isZero();
	}

	private void occupy(HashingSlots occupied) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		this.threads.submit(() -> occupied.run("first", false, () -> {
			begun.countDown();
			return awaitEnd();
		}));
		assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
	}

	private boolean awaitEnd() {
		try {
			return this.end.await(2, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private Future<String> ask(String origin, boolean prefer) {
		return this.threads.submit(() -> this.slots.run(origin, prefer, () -> {
			this.done.add(origin);
			return origin;
		}));
	}

	private boolean waits(int count) {
		return this.slots.waiting() == count;
	}

	private static void assertRefused(Runnable request) {
		assertThatExceptionOfType(HashingBusyException.class).isThrownBy(request::run);
	}

}
