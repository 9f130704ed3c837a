package io.soundlift.system;

import java.util.ArrayList;
import java.util.List;

/**
 * When which percentage of a conversion was seen. Safe for use by several threads.
 */
final class Sightings {

	private final List<Sighting> all = new ArrayList<>();

	/**
	 * Adds what is seen from now on, unless it is seen already.
	 * @param atMillis time of the system's clock in milliseconds
	 * @param percent the percentage
	 */
	synchronized void add(long atMillis, int percent) {
		if (this.all.isEmpty() || this.all.get(this.all.size() - 1).percent() != percent) {
			this.all.add(new Sighting(atMillis, percent));
		}
	}

	/**
	 * Returns the percentages in the order in which they were seen.
	 */
	synchronized List<Integer> percents() {
		return this.all.stream().map(Sighting::percent).toList();
	}

	/**
	 * Returns how much later than there something was seen here, at most.
	 * @param source where percentages come from
	 * @return milliseconds of the latest sighting; 0 if nothing was seen
	 */
	synchronized long maxMillisBehind(Sightings source) {
		return this.all.stream().mapToLong((seen) -> seen.atMillis() - source.since(seen.percent())).max().orElse(0);
	}

	private synchronized long since(int percent) {
		return this.all.stream()
			.filter((seen) -> seen.percent() == percent)
			.mapToLong(Sighting::atMillis)
			.findFirst()
			.orElseThrow();
	}

	private record Sighting(long atMillis, int percent) {
	}

}
