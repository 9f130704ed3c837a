package io.soundlift.converter.sandbox;

/**
 * How much is made of walls that this system does not allow.
 */
public enum SandboxMode {

	/** The converter does not start without them. */
	REQUIRED,

	/** The converter uses those that stand, and warns of the others. */
	PREFERRED,

	/** No wall is put up. */
	OFF

}
