package io.soundlift.journey.upkeep;

import java.util.Locale;

/**
 * What upkeep removes.
 */
enum RemovalKind {

	/** A video whose time is over. */
	VIDEO,

	/** An MP3 whose time is over. */
	MP3,

	/** A conversion whose time is over. */
	CONVERSION,

	/** A file whose writing, or deletion, stopped half-way. */
	ABANDONED,

	/** A file that no conversion refers to, for a reason that nobody knows. */
	ORPHAN;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
