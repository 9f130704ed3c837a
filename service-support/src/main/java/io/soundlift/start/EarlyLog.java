package io.soundlift.start;

import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Log of a start that waits for its configuration. Boot discards what is logged earlier,
 * and sets up logging once all configuration is available; a line about what the start
 * waits for would appear only after the wait.
 */
final class EarlyLog {

	private final ConfigurableEnvironment environment;

	/**
	 * Creates the log.
	 * @param environment the environment so far, which determines the format of lines
	 */
	EarlyLog(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Logs a warning immediately, and then returns control of logging to Boot.
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
