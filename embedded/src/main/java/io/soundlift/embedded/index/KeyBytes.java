package io.soundlift.embedded.index;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Encoding of values as bytes whose unsigned lexicographic order is that of
 * {@link de.bwaldvogel.mongo.backend.ValueComparator}. No encoding is a prefix of
 * another, so encodings can be joined to the key of a compound index.
 * <p>
 * Only values on which that comparator is a total order, and agrees with the equality of
 * queries, have an encoding: null, strings, ids, booleans, dates, and numbers except
 * decimals, NaN, fractions beyond the range of an int and doubles beyond that of a long.
 */
final class KeyBytes {

	/** Lower than each encoding. */
	private static final byte[] START = { 0x08 };

	/** Higher than each encoding. */
	private static final byte[] END = { (byte) 0xF0 };

	private static final int NULL = 0x10;

	private static final int NUMBER = 0x20;

	private static final int STRING = 0x30;

	private static final int UNIQUE_ID = 0x40;

	private static final int OBJECT_ID = 0x50;

	private static final int BOOLEAN = 0x60;

	private static final int DATE = 0x70;

	/** Added to a type's byte to get a key that sorts after all values of the type. */
	private static final int TYPE_END = 0x0F;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private KeyBytes() {
	}

	/**
	 * Returns the encoding of a value.
	 * @param value a value of a document or a query; a missing one counts as null
	 * @return the encoding; {@code null} if the value has none
	 */
	static byte @Nullable [] of(@Nullable Object value) {
		KeyBytes key = new KeyBytes();
		return key.append(value) ? key.bytes.toByteArray() : null;
	}

	/**
	 * Returns the range of all values that have an encoding.
	 */
	static KeyRange all() {
		return new KeyRange(START, END);
	}

	/**
	 * Returns the range of all values but null.
	 */
	static KeyRange notNull() {
		return new KeyRange(new byte[] { NULL + TYPE_END }, END);
	}

	/**
	 * Returns the range of all values of one type, which are those that a query by
	 * {@code $gt} and the like compares.
	 * @param encoding the encoding of one of them
	 */
	static KeyRange sameType(byte[] encoding) {
		return new KeyRange(new byte[] { encoding[0] }, new byte[] { (byte) (encoding[0] + TYPE_END) });
	}

	/**
	 * Returns the lowest bytes that are higher than all that begin with a prefix.
	 * @param prefix the prefix, not all 0xFF
	 */
	static byte[] after(byte[] prefix) {
		int last = prefix.length - 1;
		while (prefix[last] == (byte) 0xFF) {
			last--;
		}
		byte[] after = Arrays.copyOf(prefix, last + 1);
		after[last]++;
		return after;
	}

	/**
	 * Returns bytes that sort in the opposite order.
	 */
	static byte[] inverted(byte[] bytes) {
		byte[] inverted = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			inverted[i] = (byte) ~bytes[i];
		}
		return inverted;
	}

	private boolean append(@Nullable Object value) {
		if (Missing.isNullOrMissing(value)) {
			this.bytes.write(NULL);
			return true;
		}
		if (value instanceof Number number) {
			return appendNumber(number);
		}
		if (value instanceof String string) {
			appendString(string);
		}
		else if (value instanceof UUID id) {
			this.bytes.write(UNIQUE_ID);
			appendLong(id.getMostSignificantBits());
			appendLong(id.getLeastSignificantBits());
		}
		else if (value instanceof ObjectId id) {
			this.bytes.write(OBJECT_ID);
			this.bytes.writeBytes(id.toByteArray());
		}
		else if (value instanceof Boolean truth) {
			this.bytes.write(BOOLEAN);
			this.bytes.write(truth ? 1 : 0);
		}
		else if (value instanceof Instant date) {
			this.bytes.write(DATE);
			appendLong(ordered(date.getEpochSecond()));
			appendInt(date.getNano());
		}
		else {
			return false;
		}
		return true;
	}

	private boolean appendNumber(Number number) {
		if (!(number instanceof Integer || number instanceof Long || number instanceof Double)) {
			return false;
		}
		Number normalized = Utils.normalizeNumber(number);
		if (!(normalized instanceof Double fraction)) {
			this.bytes.write(NUMBER);
			appendLong(ordered(normalized.longValue()));
			this.bytes.write(0);
			return true;
		}
		if (!(Math.abs(fraction) < Integer.MAX_VALUE)) {
			return false;
		}
		this.bytes.write(NUMBER);
		appendLong(ordered((long) Math.floor(fraction)));
		this.bytes.write(1);
		long bits = Double.doubleToLongBits(fraction);
		appendLong((bits < 0) ? ~bits : ordered(bits));
		return true;
	}

	/**
	 * Appends each char by itself, as {@link String#compareTo} compares them, in one to
	 * three bytes.
	 */
	private void appendString(String string) {
		this.bytes.write(STRING);
		for (int i = 0; i < string.length(); i++) {
			char character = string.charAt(i);
			if (character == 0) {
				this.bytes.write(0);
				this.bytes.write(1);
			}
			else if (character < 0x80) {
				this.bytes.write(character);
			}
			else if (character < 0x800) {
				this.bytes.write(0xC0 | (character >> 6));
				this.bytes.write(0x80 | (character & 0x3F));
			}
			else {
				this.bytes.write(0xE0 | (character >> 12));
				this.bytes.write(0x80 | ((character >> 6) & 0x3F));
				this.bytes.write(0x80 | (character & 0x3F));
			}
		}
		this.bytes.write(0);
		this.bytes.write(0);
	}

	private static long ordered(long signed) {
		return signed ^ Long.MIN_VALUE;
	}

	private void appendLong(long value) {
		appendInt((int) (value >>> Integer.SIZE));
		appendInt((int) value);
	}

	private void appendInt(int value) {
		for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
			this.bytes.write(value >>> shift);
		}
	}

}
