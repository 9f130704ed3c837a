package io.soundlift.start;

import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Log lines of a start that waits for its configuration. Boot throws away what is logged
 * before, and sets up logging when all configuration is there; a line about what the
 * start waits for would appear only after the wait.
 */
final class EarlyLog {

	private final ConfigurableEnvironment environment;

	/**
	 * A log.
	 * @param environment what is known so far, which says what lines look like
	 */
	EarlyLog(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Logs a warning at once, and leaves logging to Boot again.
	 * @param source class that warns
	 * @param message warning
	 */
	void warn(Class<?> source, String message) {
		LoggingSystem logging = LoggingSystem.get(source.getClassLoader());
		logging.initialize(new LoggingInitializationContext(this.environment), null, null);
		try {
			LoggerFactory.getLogger(source).warn(message);
		}
		finally {
			logging.cleanUp();
			logging.beforeInitialize();
		}
	}

}
