package io.soundlift.converter.sandbox;

/**
 * How much is made of isolation layers that this system does not allow.
 */
public enum SandboxMode {

	/** The converter does not start without them. */
	REQUIRED,

	/** The converter uses those that work, and warns of the others. */
	PREFERRED,

	/** No layer is set up. */
	OFF

}
