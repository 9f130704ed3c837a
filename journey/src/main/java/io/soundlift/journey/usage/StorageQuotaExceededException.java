package io.soundlift.journey.usage;

/**
 * Thrown if an account's quota has no room for a file.
 */
public final class StorageQuotaExceededException extends RuntimeException {

	private final long limit;

	private final long left;

	private final long needed;

	/**
	 * An account without room.
	 * @param limit maximum total size of the account's files in bytes
	 * @param left how many of them are left; not negative
	 * @param needed how many are needed at least
	 */
	public StorageQuotaExceededException(long limit, long left, long needed) {
		super("Needs %d bytes or more, and %d of %d are left".formatted(needed, left, limit));
		this.limit = limit;
		this.left = left;
		this.needed = needed;
	}

	/**
	 * Returns the maximum total size of the account's files in bytes.
	 * @return number of bytes
	 */
	public long limit() {
		return this.limit;
	}

	/**
	 * Returns how many bytes are left.
	 * @return number of bytes, not negative
	 */
	public long left() {
		return this.left;
	}

	/**
	 * Returns the minimum number of bytes that are needed.
	 * @return number of bytes
	 */
	public long needed() {
		return this.needed;
	}

}
