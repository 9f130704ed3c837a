package io.soundlift.journey.usage;

/**
 * Thrown when an account has no room for what is to be stored.
 */
public final class StorageQuotaExceededException extends RuntimeException {

	private final long limit;

	private final long left;

	private final long needed;

	/**
	 * An account without room.
	 * @param limit how many bytes all files of the account may have
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
	 * Returns how many bytes all files of the account may have.
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
	 * Returns how many bytes are needed at least.
	 * @return number of bytes
	 */
	public long needed() {
		return this.needed;
	}

}
