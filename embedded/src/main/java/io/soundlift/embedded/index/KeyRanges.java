package io.soundlift.embedded.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The values that a field may have in a document that matches a query.
 *
 * @param ranges the ranges of the values, apart from each other and in ascending order
 * @param exact whether each value within the ranges matches; else some may not
 */
record KeyRanges(List<KeyRange> ranges, boolean exact) {

	/**
	 * Returns the ranges that exclude nothing.
	 */
	static KeyRanges unknown() {
		return new KeyRanges(List.of(KeyBytes.all()), false);
	}

	static KeyRanges exactly(KeyRange range) {
		return new KeyRanges(List.of(range), true);
	}

	/**
	 * Whether all values are known one by one.
	 */
	boolean areValues() {
		return this.ranges.stream().allMatch(KeyRange::isValue);
	}

	/**
	 * Whether there is one value only.
	 */
	boolean isOneValue() {
		return this.ranges.size() == 1 && areValues();
	}

	/**
	 * Whether each value is allowed that has an encoding.
	 */
	boolean excludesNothing() {
		return this.ranges.size() == 1 && Arrays.equals(this.ranges.get(0).from(), KeyBytes.all().from())
				&& Arrays.equals(this.ranges.get(0).to(), KeyBytes.all().to());
	}

	/**
	 * Returns the ranges of the same values in a field that is sorted in descending
	 * order.
	 */
	List<KeyRange> inverted() {
		List<KeyRange> inverted = new ArrayList<>(this.ranges.stream().map(KeyRange::inverted).toList());
		Collections.reverse(inverted);
		return inverted;
	}

	/**
	 * Whether null and a missing value are excluded.
	 */
	boolean excludeNull() {
		byte[] nothing = KeyBytes.of(null);
		return nothing != null && this.ranges.stream().noneMatch((range) -> range.contains(nothing));
	}

	KeyRanges intersect(KeyRanges other) {
		List<KeyRange> common = this.ranges.stream()
			.flatMap((range) -> other.ranges.stream().map(range::intersect))
			.filter((range) -> !range.isEmpty())
			.toList();
		return new KeyRanges(joined(common), this.exact && other.exact);
	}

	KeyRanges union(KeyRanges other) {
		return union(List.of(this, other));
	}

	static KeyRanges union(List<KeyRanges> all) {
		return new KeyRanges(joined(all.stream().flatMap((each) -> each.ranges.stream()).toList()),
				all.stream().allMatch(KeyRanges::exact));
	}

	/**
	 * Joins ranges that overlap. Two that only touch stay apart, because the values of
	 * each may be known one by one.
	 */
	private static List<KeyRange> joined(List<KeyRange> ranges) {
		List<KeyRange> joined = new ArrayList<>();
		for (KeyRange next : ranges.stream()
			.sorted(Comparator.comparing(KeyRange::from, Arrays::compareUnsigned))
			.toList()) {
			int last = joined.size() - 1;
			if (last >= 0 && Arrays.compareUnsigned(next.from(), joined.get(last).to()) < 0) {
				KeyRange before = joined.get(last);
				joined.set(last, new KeyRange(before.from(), KeyRange.max(before.to(), next.to()),
						before.isValue() && next.isValue()));
			}
			else {
				joined.add(next);
			}
		}
		return joined;
	}

}
