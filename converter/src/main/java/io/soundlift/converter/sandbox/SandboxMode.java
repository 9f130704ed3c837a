package io.soundlift.converter.sandbox;

/**
 * Handling of isolation layers that this system does not permit.
 */
public enum SandboxMode {

	/** The converter does not start without them. */
	REQUIRED,

	/** The converter uses those that work, and logs a warning about the others. */
	PREFERRED,

	/** No layer is set up. */
	OFF

}
