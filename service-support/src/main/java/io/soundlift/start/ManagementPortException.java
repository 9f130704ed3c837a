package io.soundlift.start;

/**
 * A start without a port for operators.
 */
final class ManagementPortException extends StartException {

	ManagementPortException() {
		super("management.server.port is not set, or is the main port: health, metrics and info would be public",
				"Set MANAGEMENT_SERVER_PORT to a port that only operators reach, or to -1 for none.", null);
	}

}
