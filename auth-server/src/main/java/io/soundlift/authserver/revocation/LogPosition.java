package io.soundlift.authserver.revocation;

import java.util.Optional;

import io.soundlift.support.Secrets;

/**
 * Position in the log of revocations, after an entry. It identifies that entry, so that
 * it is detected as unknown after the log was replaced by a backup or by the rollback of
 * a failed primary.
 *
 * @param block number of the block
 * @param index number of entries of the block before the position
 * @param check first part of the hash of the entry before it; empty at the beginning of a
 * block
 */
record LogPosition(long block, int index, String check) {

	private static final int CHECK_LENGTH = 12;

	static LogPosition in(RevocationBlock block, int index) {
		return new LogPosition(block.id(), index, check(block, index));
	}

	/**
	 * Reads a position.
	 * @param text what {@link #toString()} returned, or any other text
	 * @return the position, or empty when the text is not a position
	 */
	static Optional<LogPosition> of(String text) {
		String[] words = text.split("\\.", -1);
		try {
			return (words.length == 3)
					? Optional.of(new LogPosition(Long.parseLong(words[0]), Integer.parseInt(words[1]), words[2]))
					: Optional.empty();
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

	boolean isIn(RevocationBlock candidate) {
		return this.index >= 0 && this.index <= candidate.entries().size()
				&& check(candidate, this.index).equals(this.check);
	}

	@Override
	public String toString() {
		return this.block + "." + this.index + "." + this.check;
	}

	private static String check(RevocationBlock block, int index) {
		return (index == 0) ? "" : Secrets.sha256(block.entries().get(index - 1)).substring(0, CHECK_LENGTH);
	}

}
