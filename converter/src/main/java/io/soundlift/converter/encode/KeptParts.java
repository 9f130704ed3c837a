package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Encoded parts of one MP3 that outlive the attempt that encoded them. A part is found
 * again only under the same plan, so it equals what encoding it again would yield. Other
 * converters may encode parts meanwhile.
 */
public interface KeptParts {

	/**
	 * Keeps nothing.
	 */
	KeptParts NONE = new KeptParts() {

		@Override
		public Optional<InputStream> find(int index, Supplier<String> samples) {
			return Optional.empty();
		}

		@Override
		public void put(int index, Path file) {
			// the next attempt encodes it again
		}

	};

	/**
	 * Looks for a part that was kept under this plan, or that was encoded from the same
	 * samples before all of the audio was available.
	 * @param index its number, from 0
	 * @param samples computes the name of everything that the part's bytes depend on
	 * @return its bytes; empty if it was not kept
	 * @throws IOException if it can't be read
	 */
	Optional<InputStream> find(int index, Supplier<String> samples) throws IOException;

	/**
	 * Keeps a part. Does nothing if it is kept already.
	 * @param index its number, from 0
	 * @param file its bytes
	 * @throws IOException if it can't be kept
	 */
	void put(int index, Path file) throws IOException;

	/**
	 * Returns whether other converters encode parts at present.
	 * @return {@code false} if parts that are found come from earlier attempts only
	 */
	default boolean isShared() {
		return false;
	}

	/**
	 * Claims a part that was not found.
	 * @param index its number, from 0
	 * @return {@code false} if another converter is encoding it, or it can be found by
	 * now
	 */
	default boolean claim(int index) {
		return true;
	}

	/**
	 * Ends the help of others, because the MP3 is not encoded in parts after all.
	 */
	default void stopSharing() {
	}

	/**
	 * Returns whether another converter is encoding a part.
	 * @param index its number, from 0
	 * @return {@code false} once it is kept, or the other converter has given it up or
	 * takes too long
	 */
	default boolean isTaken(int index) {
		return false;
	}

}
