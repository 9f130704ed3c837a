package io.soundlift.cli.container;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Occupied ranges of a file. Consecutive ones are joined.
 */
final class Extents {

	private static final int MAX_EXTENTS = 1_000_000;

	private final long fileLength;

	private final List<ByteRange> ranges = new ArrayList<>();

	Extents(long fileLength) {
		this.fileLength = fileLength;
	}

	/**
	 * Adds a range.
	 * @param begin offset of the first byte
	 * @param length number of bytes
	 * @throws UnusualFileException if the file does not have them, or there are too many
	 * ranges
	 */
	void add(long begin, long length) throws UnusualFileException {
		if (begin < 0 || length < 0 || begin > this.fileLength || length > this.fileLength - begin) {
			throw new UnusualFileException("A part of the file is missing");
		}
		if (length == 0) {
			return;
		}
		int last = this.ranges.size() - 1;
		if (last >= 0 && this.ranges.get(last).end() == begin) {
			this.ranges.set(last, new ByteRange(this.ranges.get(last).begin(), begin + length));
			return;
		}
		if (this.ranges.size() == MAX_EXTENTS) {
			throw new UnusualFileException("There are more than " + MAX_EXTENTS + " extents");
		}
		this.ranges.add(new ByteRange(begin, begin + length));
	}

	void addAll(Extents others) throws UnusualFileException {
		for (ByteRange other : others.ranges) {
			add(other.begin(), other.length());
		}
	}

	/**
	 * Returns the ranges in the order of the file, with overlapping and adjacent ones
	 * merged.
	 */
	List<ByteRange> merged() {
		List<ByteRange> sorted = new ArrayList<>(this.ranges);
		sorted.sort(Comparator.comparingLong(ByteRange::begin));
		List<ByteRange> merged = new ArrayList<>();
		for (ByteRange range : sorted) {
			int last = merged.size() - 1;
			if (last >= 0 && range.begin() <= merged.get(last).end()) {
				long end = Math.max(merged.get(last).end(), range.end());
				merged.set(last, new ByteRange(merged.get(last).begin(), end));
			}
			else {
				merged.add(range);
			}
		}
		return merged;
	}

	/**
	 * Returns whether any of these ranges overlaps one of others.
	 * @param others the others
	 */
	boolean overlap(Extents others) {
		List<ByteRange> left = merged();
		List<ByteRange> right = others.merged();
		int i = 0;
		int j = 0;
		while (i < left.size() && j < right.size()) {
			if (left.get(i).end() <= right.get(j).begin()) {
				i++;
			}
			else if (right.get(j).end() <= left.get(i).begin()) {
				j++;
			}
			else {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether each of these ranges lies in one of others.
	 * @param others the others
	 */
	boolean within(Extents others) {
		List<ByteRange> outer = others.merged();
		int i = 0;
		for (ByteRange range : merged()) {
			while (i < outer.size() && outer.get(i).end() < range.end()) {
				i++;
			}
			if (i == outer.size() || range.begin() < outer.get(i).begin()) {
				return false;
			}
		}
		return true;
	}

}
