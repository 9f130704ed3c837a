package io.soundlift.start;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpStatusCodeException;

/**
 * Reason for which a service did not get its configuration, and what to do about it.
 */
final class ConfigServerException extends StartException {

	private ConfigServerException(String message, String action, @Nullable Throwable cause) {
		super(message, action, cause);
	}

	static ConfigServerException addressMissing() {
		return new ConfigServerException("The address of the config server is not known.",
				"Set SOUNDLIFT_CONFIG_URI to the config server's address, for example http://127.0.0.1:8888, "
						+ "or spring.cloud.config.enabled=false to run without it.",
				null);
	}

	/**
	 * Creates an exception for a failed request.
	 * @param uri address of the config server, without credentials
	 * @param application name of the requesting service
	 * @param failure exception of the config client, whose causes contain the reason
	 * @return the exception, with the failure as its cause
	 */
	static ConfigServerException of(String uri, String application, Throwable failure) {
		Throwable root = rootOf(failure);
		if (root instanceof HttpStatusCodeException answer) {
			return ofStatus(uri, application, answer.getStatusCode(), failure);
		}
		if (root.getMessage() != null && root.getMessage().contains("None of labels")) {
			return ofStatus(uri, application, HttpStatus.NOT_FOUND, failure);
		}
		return new ConfigServerException("The config server at %s does not answer (%s).".formatted(uri, describe(root)),
				"Start the config server, or set SOUNDLIFT_CONFIG_URI to its address.", failure);
	}

	private static ConfigServerException ofStatus(String uri, String application, HttpStatusCode status,
			Throwable failure) {
		if (status.isSameCodeAs(HttpStatus.UNAUTHORIZED)) {
			return new ConfigServerException(
					"The config server at %s rejects this service's credentials (401).".formatted(uri),
					"Set SOUNDLIFT_CONFIG_USERNAME and SOUNDLIFT_CONFIG_PASSWORD to those of the config server.",
					failure);
		}
		if (status.isSameCodeAs(HttpStatus.FORBIDDEN) || status.isSameCodeAs(HttpStatus.NOT_FOUND)) {
			return new ConfigServerException(
					"The config server at %s has no configuration for '%s' (%d).".formatted(uri, application,
							status.value()),
					("Check that SOUNDLIFT_CONFIG_URI is the config server's address, that spring.application.name "
							+ "and the active profiles are right, and that the config server serves '%s'.")
						.formatted(application),
					failure);
		}
		return new ConfigServerException("The config server at %s fails (%d).".formatted(uri, status.value()),
				"Look into the config server's log.", failure);
	}

	private static Throwable rootOf(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root;
	}

	private static String describe(Throwable root) {
		String message = root.getMessage();
		String type = root.getClass().getSimpleName();
		return (message != null) ? type + ": " + message : type;
	}

}
