package io.soundlift.embedded.index;

import java.util.Arrays;

/**
 * A range of keys, in the order of unsigned bytes.
 *
 * @param from the lowest key
 * @param to what is higher than the highest key
 * @param isValue whether this is the range of one value, which {@code from} is
 */
record KeyRange(byte[] from, byte[] to, boolean isValue) {

	/**
	 * Creates a range of any number of values.
	 */
	KeyRange(byte[] from, byte[] to) {
		this(from, to, false);
	}

	/**
	 * Returns the range of one value, with all that follows it in a compound key.
	 */
	static KeyRange of(byte[] value) {
		return new KeyRange(value, KeyBytes.after(value), true);
	}

	boolean isEmpty() {
		return Arrays.compareUnsigned(this.from, this.to) >= 0;
	}

	boolean contains(byte[] key) {
		return Arrays.compareUnsigned(this.from, key) <= 0 && Arrays.compareUnsigned(key, this.to) < 0;
	}

	KeyRange intersect(KeyRange other) {
		// no range begins or ends within one value
		return new KeyRange(max(this.from, other.from), min(this.to, other.to), this.isValue || other.isValue);
	}

	/**
	 * Returns the range of the same values in a field that is sorted in descending order.
	 */
	KeyRange inverted() {
		return this.isValue ? of(KeyBytes.inverted(this.from)) : new KeyRange(
				KeyBytes.after(KeyBytes.inverted(this.to)), KeyBytes.after(KeyBytes.inverted(this.from)));
	}

	/**
	 * Returns the range of these values behind those of other fields.
	 * @param prefix the encoding of the values of the other fields
	 */
	KeyRange behind(byte[] prefix) {
		return new KeyRange(join(prefix, this.from), join(prefix, this.to));
	}

	static byte[] join(byte[] first, byte[] second) {
		byte[] joined = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, joined, first.length, second.length);
		return joined;
	}

	static byte[] min(byte[] one, byte[] other) {
		return (Arrays.compareUnsigned(one, other) <= 0) ? one : other;
	}

	static byte[] max(byte[] one, byte[] other) {
		return (Arrays.compareUnsigned(one, other) >= 0) ? one : other;
	}

}
