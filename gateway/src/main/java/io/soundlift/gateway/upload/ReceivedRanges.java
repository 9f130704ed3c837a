package io.soundlift.gateway.upload;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.file.FileRange;

/**
 * Ranges of a file that were received so far, for the detection of overlaps. The first
 * ones may arrive in any order and are all remembered; those after them must ascend, so
 * only the last end is kept.
 */
final class ReceivedRanges {

	/** More ranges than the metadata of a file has; they take half a MiB. */
	static final int MAX_UNORDERED = 4096;

	/** Each takes a block of the converter's disk, 4 GiB in total. */
	static final int MAX_RANGES = 1024 * 1024;

	private final NavigableMap<Long, Long> unordered = new TreeMap<>();

	private int count;

	private long end;

	/**
	 * Adds a range.
	 * @param range the range
	 * @throws Problem {@link ProblemType#INVALID_BYTE_RANGES} if it overlaps another one,
	 * or is out of order
	 */
	void add(FileRange range) {
		if (++this.count > MAX_RANGES) {
			throw invalid("A file may have up to %d ranges.".formatted(MAX_RANGES));
		}
		long rangeEnd = range.offset() + range.length();
		Map.Entry<Long, Long> before = this.unordered.lowerEntry(rangeEnd);
		if (before != null && before.getValue() > range.offset()) {
			throw invalid("The range that begins at byte %d overlaps another one.".formatted(range.offset()));
		}
		if (this.count <= MAX_UNORDERED) {
			this.unordered.put(range.offset(), rangeEnd);
		}
		else if (range.offset() < this.end) {
			throw invalid(
					"The range that begins at byte %d must be behind the one before: only the first %d come in any order."
						.formatted(range.offset(), MAX_UNORDERED));
		}
		this.end = rangeEnd;
	}

	private static Problem invalid(String detail) {
		return new Problem(ProblemType.INVALID_BYTE_RANGES, detail);
	}

}
