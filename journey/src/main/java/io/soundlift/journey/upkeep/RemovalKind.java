package io.soundlift.journey.upkeep;

import java.util.Locale;

/**
 * Kind of object that upkeep removes.
 */
enum RemovalKind {

	/** A video whose retention has ended. */
	VIDEO,

	/** An MP3 whose retention has ended. */
	MP3,

	/** A conversion whose retention has ended. */
	CONVERSION,

	/** A file whose writing or deletion was not finished. */
	ABANDONED,

	/** A file that no conversion refers to, for an unknown reason. */
	ORPHAN;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
