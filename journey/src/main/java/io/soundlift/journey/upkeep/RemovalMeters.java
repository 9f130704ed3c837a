package io.soundlift.journey.upkeep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.support.EnumCounter;

/**
 * Counters of removals by the upkeep.
 */
final class RemovalMeters {

	private final EnumCounter<RemovalKind> removals;

	private final Meter.MeterProvider<Counter> bytes;

	RemovalMeters(MeterRegistry meters) {
		this.removals = new EnumCounter<>(meters, "soundlift.removals", "Files and conversions that upkeep has removed",
				"kind", RemovalKind.class);
		this.bytes = Counter.builder("soundlift.removed")
			.description("Size of the files that upkeep has removed")
			.baseUnit("bytes")
			.withRegistry(meters);
		// a series that does not begin with 0 has no rate
		for (RemovalKind kind : RemovalKind.values()) {
			bytes(kind);
		}
	}

	/**
	 * Counts a removal.
	 * @param kind what was removed
	 * @param sizeBytes its size in bytes, 0 if it has none
	 */
	void removed(RemovalKind kind, long sizeBytes) {
		this.removals.increment(kind);
		bytes(kind).increment(sizeBytes);
	}

	private Counter bytes(RemovalKind kind) {
		return this.bytes.withTag("kind", kind.label());
	}

}
