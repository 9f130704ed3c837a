package io.soundlift.converter.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.soundlift.converter.schedule.EncoderSlots.Share;
import io.soundlift.converter.schedule.EncoderSlots.Slot;
import io.soundlift.testsupport.Background;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EncoderSlots}.
 */
@Timeout(60)
class EncoderSlotsTests {

	private final EncoderSlots slots = new EncoderSlots(2);

	@Test
	void givesAllSlotsToConversionThatIsAlone() throws InterruptedException {
		try (Share alone = this.slots.join(new Object()); Slot first = alone.acquire(); Slot second = alone.acquire()) {
			assertThat(first).isNotSameAs(second);
			assertThat(this.slots.inUse()).isEqualTo(2);
			CompletableFuture<Slot> third = waitFor(alone);
			assertThat(third).isNotDone();
			assertThat(alone.isWaiting()).isFalse();
		}
	}

	@Test
	void givesNextFreeSlotToNewcomerAheadOfLongQueueOfAnother() throws InterruptedException {
		try (Share busy = this.slots.join(new Object()); Share newcomer = this.slots.join(new Object())) {
			Slot first = busy.acquire();
			busy.acquire();
			List<CompletableFuture<Slot>> queue = List.of(waitFor(busy), waitFor(busy), waitFor(busy));
			CompletableFuture<Slot> late = waitFor(newcomer);
			assertThat(newcomer.isWaiting()).isTrue();
			first.close();
			late.join().close();
			assertThat(newcomer.isWaiting()).isFalse();
			queue.get(0).join();
			assertThat(queue.subList(1, 3)).noneMatch(CompletableFuture::isDone);
		}
	}

	@ParameterizedTest
	@CsvSource({ "CONVERSION,HELP", "HELP,UPLOAD", "CONVERSION,UPLOAD" })
	void servesLessUrgentWorkLast(Priority urgent, Priority lessUrgent) throws InterruptedException {
		try (Share behind = this.slots.join("anna", lessUrgent); Share busy = this.slots.join("bert", urgent)) {
			Slot first = busy.acquire();
			Slot second = busy.acquire();
			CompletableFuture<Slot> early = waitFor(behind);
			CompletableFuture<Slot> late = waitFor(busy);
			first.close();
			late.join();
			assertThat(early).isNotDone();
			second.close();
			early.join().close();
		}
	}

	@Test
	void doesNotCountUploadsAgainstConversionsOfTheirOwner() throws InterruptedException {
		try (Share upload = this.slots.join("anna", Priority.UPLOAD);
				Share conversion = this.slots.join("anna");
				Share another = this.slots.join("bert")) {
			Slot first = upload.acquire();
			upload.acquire();
			CompletableFuture<Slot> early = waitFor(conversion);
			CompletableFuture<Slot> late = waitFor(another);
			first.close();
			early.join();
			assertThat(late).isNotDone();
		}
	}

	@Test
	void hasSpareWhileOnlyUploadsHoldSlots() throws InterruptedException {
		try (Share upload = this.slots.join("anna", Priority.UPLOAD);
				Share help = this.slots.join("bert", Priority.HELP);
				Share conversion = this.slots.join("carl")) {
			Slot first = upload.acquire();
			upload.acquire();
			waitFor(upload);
			assertThat(this.slots.hasSpare()).isTrue();
			waitFor(help);
			assertThat(this.slots.hasSpare()).isTrue();
			CompletableFuture<Slot> second = waitFor(conversion);
			assertThat(this.slots.hasSpare()).isFalse();
			first.close();
			second.join().close();
			assertThat(this.slots.hasSpare()).isTrue();
		}
	}

	@Test
	void givesSevenConversionsOfOneOwnerHalfOfTheSlots() throws InterruptedException {
		EncoderSlots single = new EncoderSlots(1);
		List<Share> annas = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			annas.add(single.join("anna"));
		}
		try (Share berts = single.join("bert")) {
			Slot running = annas.get(0).acquire();
			List<CompletableFuture<Slot>> queue = new ArrayList<>();
			annas.forEach((share) -> queue.add(waitFor(single, share)));
			List<CompletableFuture<Slot>> others = new ArrayList<>(
					List.of(waitFor(single, berts), waitFor(single, berts)));
			List<String> order = new ArrayList<>();
			for (int turn = 0; turn < 4; turn++) {
				running.close();
				List<CompletableFuture<Slot>> all = new ArrayList<>(queue);
				all.addAll(others);
				running = (Slot) CompletableFuture.anyOf(all.toArray(CompletableFuture<?>[]::new)).join();
				order.add(others.removeIf(CompletableFuture::isDone) ? "bert" : "anna");
				queue.removeIf(CompletableFuture::isDone);
			}
			assertThat(order).containsExactly("bert", "anna", "bert", "anna");
			running.close();
		}
		annas.forEach(Share::close);
	}

	@Test
	void servesConversionsInTurn() throws InterruptedException {
		EncoderSlots single = new EncoderSlots(1);
		try (Share first = single.join(new Object());
				Share second = single.join(new Object());
				Share third = single.join(new Object())) {
			Slot running = first.acquire();
			List<String> order = new ArrayList<>();
			List<Share> shares = List.of(first, second, third);
			List<String> names = List.of("first", "second", "third");
			List<List<CompletableFuture<Slot>>> queues = new ArrayList<>();
			for (Share share : shares) {
				queues.add(new ArrayList<>(List.of(waitFor(single, share), waitFor(single, share))));
			}
			for (int turn = 0; turn < 6; turn++) {
				running.close();
				running = (Slot) CompletableFuture
					.anyOf(queues.stream().flatMap(List::stream).toArray(CompletableFuture<?>[]::new))
					.join();
				for (int i = 0; i < shares.size(); i++) {
					if (queues.get(i).removeIf(CompletableFuture::isDone)) {
						order.add(names.get(i));
					}
				}
			}
			assertThat(order).containsExactly("second", "third", "first", "second", "third", "first");
		}
	}

	@Test
	void doesNotLetNewcomersStarveWhoWaitsForItsFirstSlot() throws InterruptedException {
		EncoderSlots single = new EncoderSlots(1);
		try (Share running = single.join(new Object()); Share patient = single.join(new Object())) {
			Slot slot = running.acquire();
			CompletableFuture<Slot> oldest = waitFor(single, patient);
			try (Share newcomer = single.join(new Object())) {
				CompletableFuture<Slot> newest = waitFor(single, newcomer);
				slot.close();
				oldest.join();
				assertThat(newest).isNotDone();
			}
		}
	}

	@Test
	void wakesWhoWaitsWhenConversionIsStopped() throws InterruptedException {
		try (Share other = this.slots.join(new Object()); Share stopped = this.slots.join(new Object())) {
			Slot first = other.acquire();
			other.acquire();
			CompletableFuture<Slot> waiting = waitFor(stopped);
			stopped.stop();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(waiting::join)
				.withCauseInstanceOf(CancellationException.class);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(stopped::acquire);
			assertThat(this.slots.waiting()).isZero();
			first.close();
			assertThat(this.slots.inUse()).isEqualTo(1);
		}
	}

	@Test
	void keepsSlotOfStoppedConversionTakenUntilItsEncoderHasEnded() throws InterruptedException {
		Share stopped = this.slots.join(new Object());
		Slot first = stopped.acquire();
		stopped.close();
		assertThat(this.slots.inUse()).isEqualTo(1);
		first.close();
		first.close();
		assertThat(this.slots.inUse()).isZero();
	}

	@Test
	void leavesNothingWhenInterruptedWhileItWaits() throws InterruptedException {
		try (Share other = this.slots.join(new Object()); Share interrupted = this.slots.join(new Object())) {
			Slot first = other.acquire();
			other.acquire();
			CompletableFuture<Boolean> ended = new CompletableFuture<>();
			Thread thread = new Thread(() -> {
				try {
					interrupted.acquire();
					ended.complete(false);
				}
				catch (InterruptedException ex) {
					ended.complete(true);
				}
			});
			thread.start();
			Awaitility.await().until(() -> this.slots.waiting() == 1);
			thread.interrupt();
			assertThat(ended.join()).isTrue();
			assertThat(this.slots.waiting()).isZero();
			first.close();
			assertThat(this.slots.inUse()).isEqualTo(1);
		}
	}

	@Test
	void neverLetsMoreRunThanThereAreSlots() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<CompletableFuture<Void>> conversions = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			conversions.add(Background.run(() -> {
				try (Share share = this.slots.join(new Object())) {
					for (int chunk = 0; chunk < 200; chunk++) {
						Slot slot = share.acquire();
						most.accumulateAndGet(running.incrementAndGet(), Math::max);
						Thread.yield();
						running.decrementAndGet();
						slot.close();
					}
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}));
		}
		conversions.forEach(CompletableFuture::join);
		assertThat(most).hasValueLessThanOrEqualTo(2);
		assertThat(this.slots.inUse()).isZero();
		assertThat(this.slots.waiting()).isZero();
	}

	@Test
	void tellsHowLongAConversionStoodStill() throws InterruptedException {
		AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);
		EncoderSlots single = new EncoderSlots(1, clock::get);
		try (Share other = single.join(new Object()); Share share = single.join(new Object())) {
			Slot blocking = other.acquire();
			clock.addAndGet(1000);
			assertThat(share.waited()).as("it wants nothing").isZero();
			CompletableFuture<Slot> slot = waitFor(single, share);
			clock.addAndGet(5000);
			assertThat(share.waited()).isEqualTo(Duration.ofNanos(5000));
			clock.addAndGet(2000);
			blocking.close();
			slot.join();
			waitFor(single, share);
			clock.addAndGet(9000);
			assertThat(share.waited()).as("one of two encoders runs").isEqualTo(Duration.ofNanos(7000));
		}
	}

	@Test
	void refusesToHaveNoSlot() {
		assertThatIllegalArgumentException().isThrownBy(() -> new EncoderSlots(0));
	}

	private CompletableFuture<Slot> waitFor(Share share) {
		return waitFor(this.slots, share);
	}

	/**
	 * Begins to wait in a thread of its own and returns once it waits.
	 */
	private static CompletableFuture<Slot> waitFor(EncoderSlots slots, Share share) {
		int before = slots.waiting();
		CompletableFuture<Slot> slot = Background.call(() -> {
			try {
				return share.acquire();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		Awaitility.await().until(() -> slots.waiting() == before + 1);
		return slot;
	}

}
