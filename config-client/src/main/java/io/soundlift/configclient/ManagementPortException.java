package io.soundlift.configclient;

/**
 * A start without a port for operators.
 */
final class ManagementPortException extends IllegalStateException {

	ManagementPortException() {
		super("management.server.port is not set, or is the main port: health, metrics and info would be public");
	}

}
