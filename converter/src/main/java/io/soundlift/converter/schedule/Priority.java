package io.soundlift.converter.schedule;

/**
 * Order in which work gets free slots, most urgent first.
 */
public enum Priority {

	/** A conversion of this converter. */
	CONVERSION,

	/** Help with a conversion of another converter. */
	HELP,

	/** An upload that is not complete yet. */
	UPLOAD

}
