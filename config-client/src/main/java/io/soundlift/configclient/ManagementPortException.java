package io.soundlift.configclient;

/**
 * A start without a port for operators.
 */
final class ManagementPortException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	ManagementPortException() {
		super("management.server.port is not set, or is the main port: health, metrics and info would be public");
	}

}
