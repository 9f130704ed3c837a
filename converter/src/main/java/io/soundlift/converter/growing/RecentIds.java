package io.soundlift.converter.growing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of the most recently used ids. All other ids have zero.
 */
final class RecentIds {

	private static final int MOST = 1000;

	private final Map<String, Long> numbers = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MOST;
		}

	};

	synchronized long get(String id) {
		return this.numbers.getOrDefault(id, 0L);
	}

	synchronized void set(String id, long number) {
		this.numbers.put(id, number);
	}

}
