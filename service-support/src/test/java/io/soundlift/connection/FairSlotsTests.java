package io.soundlift.connection;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.soundlift.connection.FairSlots.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FairSlots}. Those of the hashing slots in {@code auth-server} try the
 * order.
 */
class FairSlotsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void leavesFreeSlotsToOthersWhenAnOriginHasItsShare() throws Exception {
		FairSlots slots = new FairSlots(new Limits(4, 2, 2, 10, 10, LONG));
		assertThat(slots.acquire("a", false)).isTrue();
		assertThat(slots.acquire("a", false)).isTrue();
		Future<Boolean> third = this.threads.submit(() -> slots.acquire("a", false));
		await().until(() -> slots.waiting() == 1);
		assertThat(slots.acquire("b", false)).isTrue();
		slots.release("b");
		assertThat(slots.waiting()).as("the share of a is used up").isEqualTo(1);
		slots.release("a");
		assertThat(third.get(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void givesMoreSlotsToAnOriginThatIsAlone() throws Exception {
		FairSlots slots = new FairSlots(new Limits(4, 1, 2, 10, 10, LONG));
		occupyInTurn(slots, "a", 63);
		assertThat(slots.acquire("a", false)).isTrue();
		Future<Boolean> second = this.threads.submit(() -> slots.acquire("a", false));
		await().until(() -> slots.waiting() == 1);
		assertThat(second).as("request beyond the share").isNotDone();
		slots.release("a");
		assertThat(second.get(1, TimeUnit.MINUTES)).isTrue();
		assertThat(slots.acquire("a", false)).as("second slot of a sole origin").isTrue();
		assertThat(slots.acquire("b", false)).isTrue();
		slots.release("a");
		slots.release("a");
		assertThat(slots.acquire("a", false)).isTrue();
		this.threads.submit(() -> slots.acquire("a", false));
		await().until(() -> slots.waiting() == 1);
	}

	private static void occupyInTurn(FairSlots slots, String origin, int times) {
		for (int i = 0; i < times; i++) {
			assertThat(slots.acquire(origin, false)).isTrue();
			slots.release(origin);
		}
	}

	@Test
	void refusesAtOnceWhenNobodyMayWait() {
		FairSlots slots = new FairSlots(new Limits(1, 1, 1, 0, 0, LONG));
		assertThat(slots.acquire("a", false)).isTrue();
		assertThat(slots.acquire("b", false)).isFalse();
		slots.release("a");
		assertThat(slots.acquire("b", false)).isTrue();
	}

	@Test
	void refusesWhoeverIsInterruptedWhileWaiting() throws Exception {
		FairSlots slots = new FairSlots(new Limits(1, 1, 1, 1, 1, LONG));
		slots.acquire("a", false);
		Future<Boolean> waiting = this.threads.submit(() -> slots.acquire("b", false));
		await().until(() -> slots.waiting() == 1);
		this.threads.shutdownNow();
		assertThat(waiting.get(1, TimeUnit.MINUTES)).isFalse();
		assertThat(slots.waiting()).isZero();
	}

}
