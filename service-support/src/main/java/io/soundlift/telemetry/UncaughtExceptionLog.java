package io.soundlift.telemetry;

import java.lang.Thread.UncaughtExceptionHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log of exceptions that end a thread. Java writes them to the console as they are, in
 * the midst of lines that are JSON.
 */
final class UncaughtExceptionLog implements UncaughtExceptionHandler {

	private static final Logger logger = LoggerFactory.getLogger(UncaughtExceptionLog.class);

	@Override
	public void uncaughtException(Thread thread, Throwable exception) {
		logger.error("An exception has ended thread {}", thread.getName(), exception);
	}

}
