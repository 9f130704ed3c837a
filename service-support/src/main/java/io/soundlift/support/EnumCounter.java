package io.soundlift.support;

import java.util.Locale;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counter with a series for each constant of an enum. All exist from the start, because a
 * series that begins with 1 instead of 0 has no rate.
 *
 * @param <E> the enum
 */
public final class EnumCounter<E extends Enum<E>> {

	private final Counter[] series;

	/**
	 * Creates a counter.
	 * @param meters registry of the series
	 * @param name name of the metric
	 * @param description what it counts
	 * @param tag name of the tag that has the constants in lower case
	 * @param type the enum
	 */
	public EnumCounter(MeterRegistry meters, String name, String description, String tag, Class<E> type) {
		E[] constants = type.getEnumConstants();
		this.series = new Counter[constants.length];
		for (E constant : constants) {
			this.series[constant.ordinal()] = Counter.builder(name)
				.description(description)
				.tag(tag, constant.name().toLowerCase(Locale.ROOT))
				.register(meters);
		}
	}

	/**
	 * Counts one more.
	 * @param constant the series
	 */
	public void increment(E constant) {
		this.series[constant.ordinal()].increment();
	}

}
