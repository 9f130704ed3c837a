package io.soundlift.start;

/**
 * Thrown at a start without a separate management port.
 */
final class ManagementPortException extends StartException {

	ManagementPortException() {
		super("management.server.port is not set, or is the main port: health, metrics and info would be public",
				"Set MANAGEMENT_SERVER_PORT to a port that only operators reach, or to -1 for none.", null);
	}

}
