package io.soundlift.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Faults in the order in which they happen, in two lines that go on at the same time: one
 * of the services, one of the servers that they use. The same seed gives the same plan.
 *
 * @param services faults of services
 * @param servers faults of broker, store and mail server
 */
record FaultPlan(List<Planned> services, List<Planned> servers) {

	/** Services that do the work are hit more often than the two others. */
	private static final List<String> SERVICES = List.of("gateway", "gateway-2", "converter", "converter-2", "notifier",
			"notifier-2", "gateway", "gateway-2", "converter", "converter-2", "notifier", "notifier-2", "auth-server",
			"config-server");

	/**
	 * Creates a plan.
	 * @param random decides
	 * @param count how many faults there are
	 * @param kinds which kinds there are; each of them happens if there are enough faults
	 */
	static FaultPlan of(Random random, int count, Set<FaultKind> kinds) {
		List<FaultKind> ofServices = kinds.stream()
			.filter((kind) -> kind.target() == FaultKind.Target.SERVICE)
			.toList();
		List<FaultKind> ofServers = kinds.stream().filter((kind) -> kind.target() != FaultKind.Target.SERVICE).toList();
		return new FaultPlan(plan(random, count / 2, ofServices), plan(random, count - count / 2, ofServers));
	}

	private static List<Planned> plan(Random random, int count, List<FaultKind> kinds) {
		List<Planned> plan = new ArrayList<>();
		List<FaultKind> bag = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			if (bag.isEmpty()) {
				bag.addAll(kinds);
			}
			FaultKind kind = bag.remove(random.nextInt(bag.size()));
			String target = (kind.target() == FaultKind.Target.SERVICE) ? SERVICES.get(random.nextInt(SERVICES.size()))
					: kind.target().name();
			plan.add(new Planned(kind, target, millis(random, 1000, 6000), millis(random, 500, 12000)));
		}
		return plan;
	}

	private static Duration millis(Random random, int least, int most) {
		return Duration.ofMillis(least + random.nextInt(most - least));
	}

	/**
	 * A fault to be.
	 *
	 * @param kind what happens
	 * @param target what it happens to
	 * @param after time between the end of the one before and its begin
	 * @param lasts time until it ends
	 */
	record Planned(FaultKind kind, String target, Duration after, Duration lasts) {
	}

}
