package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Response times of what bystanders do, by the attack under way.
 */
final class ResponseTimes {

	private final Map<String, Map<String, List<Long>>> millis = new TreeMap<>();

	private final List<String> failures = new ArrayList<>();

	private volatile String attack = "none";

	/**
	 * Sets the attack that the following response times belong to.
	 * @param attack name of the attack
	 */
	void during(String attack) {
		this.attack = attack;
	}

	/**
	 * Measures an action.
	 * @param name name of the action
	 * @param action the action, which returns the status of its last answer
	 * @throws InterruptedException if this thread is stopped
	 */
	void measure(String name, Action action) throws InterruptedException {
		String during = this.attack;
		long begin = System.nanoTime();
		String failure;
		try {
			int status = action.run();
			failure = (status < 400) ? "" : "status " + status;
		}
		catch (IOException | UncheckedIOException | AssertionError ex) {
			failure = ex.toString();
		}
		record(during, name, Duration.ofNanos(System.nanoTime() - begin), failure);
	}

	private synchronized void record(String during, String name, Duration time, String failure) {
		this.millis.computeIfAbsent(during, (key) -> new TreeMap<>())
			.computeIfAbsent(name, (key) -> new ArrayList<>())
			.add(time.toMillis());
		if (!failure.isEmpty()) {
			this.failures.add(
					"%s %s during %s after %d ms: %s".formatted(Instant.now(), name, during, time.toMillis(), failure));
		}
	}

	/**
	 * Adds one line for each attack and the failed actions to a ledger.
	 * @param ledger the ledger
	 */
	synchronized void addTo(FaultLedger ledger) {
		this.millis.forEach((during, actions) -> actions.forEach(
				(name, times) -> ledger.add(name + " during " + during, summary(times.stream().sorted().toList()))));
		ledger.addForbidden("bystanders' actions that failed", this.failures);
	}

	private static String summary(List<Long> sorted) {
		return "n=%d median=%d p95=%d max=%d ms".formatted(sorted.size(), percentile(sorted, 50),
				percentile(sorted, 95), sorted.get(sorted.size() - 1));
	}

	private static long percentile(List<Long> sorted, int percent) {
		return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
	}

	/**
	 * Something that is answered.
	 */
	@FunctionalInterface
	interface Action {

		/**
		 * Acts.
		 * @return status of the last answer
		 * @throws IOException if there is no answer
		 * @throws InterruptedException if this thread is stopped
		 */
		int run() throws IOException, InterruptedException;

	}

}
