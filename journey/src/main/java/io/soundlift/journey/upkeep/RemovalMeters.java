package io.soundlift.journey.upkeep;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what upkeep removes.
 */
final class RemovalMeters {

	private final Map<RemovalKind, Counter> removals = new EnumMap<>(RemovalKind.class);

	private final Map<RemovalKind, Counter> bytes = new EnumMap<>(RemovalKind.class);

	RemovalMeters(MeterRegistry meters) {
		for (RemovalKind kind : RemovalKind.values()) {
			this.removals.put(kind,
					Counter.builder("soundlift.removals")
						.description("Files and conversions that upkeep has removed")
						.tag("kind", kind.label())
						.register(meters));
			this.bytes.put(kind,
					Counter.builder("soundlift.removed")
						.description("Size of the files that upkeep has removed")
						.baseUnit("bytes")
						.tag("kind", kind.label())
						.register(meters));
		}
	}

	/**
	 * Counts a removal.
	 * @param kind what was removed
	 * @param sizeBytes its size in bytes, 0 if it has none
	 */
	void removed(RemovalKind kind, long sizeBytes) {
		increment(this.removals, kind, 1);
		increment(this.bytes, kind, sizeBytes);
	}

	private static void increment(Map<RemovalKind, Counter> counters, RemovalKind kind, double amount) {
		Counter counter = counters.get(kind);
		if (counter != null) {
			counter.increment(amount);
		}
	}

}
