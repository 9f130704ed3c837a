package io.soundlift.system;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Injects the faults of a plan into a system.
 */
final class FaultInjector {

	private static final Logger logger = LoggerFactory.getLogger(FaultInjector.class);

	private final CountDownLatch never = new CountDownLatch(1);

	private final List<Injected> injected = new CopyOnWriteArrayList<>();

	private final List<String> endedByThemselves = new CopyOnWriteArrayList<>();

	private final FaultySystem system;

	FaultInjector(FaultySystem system) {
		this.system = system;
	}

	/**
	 * Carries a plan out and ends when its last fault has ended.
	 */
	void run(FaultPlan plan) {
		CompletableFuture<Void> services = CompletableFuture.runAsync(() -> run(plan.services()), this::inThread);
		CompletableFuture<Void> servers = CompletableFuture.runAsync(() -> run(plan.servers()), this::inThread);
		CompletableFuture.allOf(services, servers).join();
	}

	private void inThread(Runnable work) {
		new Thread(work, "faults").start();
	}

	private void run(List<FaultPlan.Planned> plan) {
		try {
			for (FaultPlan.Planned fault : plan) {
				pause(fault.after());
				happen(fault);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void happen(FaultPlan.Planned fault) throws InterruptedException {
		boolean ofService = fault.kind().target() == FaultKind.Target.SERVICE;
		if (ofService && !this.system.service(fault.target()).isAlive()) {
			this.endedByThemselves.add(fault.target());
			logger.warn("{} has ended by itself", fault.target());
			this.system.service(fault.target()).start();
		}
		Instant from = Instant.now();
		logger.info("{} {} for {} ms", fault.kind(), ofService ? fault.target() : "", fault.lasts().toMillis());
		this.system.begin(fault.kind(), fault.target());
		pause(fault.lasts());
		this.system.end(fault.kind(), fault.target());
		this.injected.add(new Injected(fault.kind(), fault.target(), from, Instant.now()));
	}

	private void pause(Duration time) throws InterruptedException {
		this.never.await(time.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * The faults that have happened.
	 */
	List<Injected> injected() {
		return List.copyOf(this.injected);
	}

	/**
	 * Starts what has ended by itself, and waits until all services are ready.
	 * @return the services that have ended though nobody had asked them to
	 */
	List<String> heal() {
		this.endedByThemselves.addAll(this.system.restartEnded());
		this.system.awaitReady();
		return new ArrayList<>(this.endedByThemselves);
	}

	/**
	 * A fault that has happened.
	 *
	 * @param kind what happened
	 * @param target what it happened to
	 * @param from when it began
	 * @param until when it ended
	 */
	record Injected(FaultKind kind, String target, Instant from, Instant until) {

		boolean overlaps(Instant begin, Instant end) {
			return this.from.isBefore(end) && this.until.isAfter(begin);
		}

	}

}
