package io.soundlift.configclient;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints what to do, instead of a stack trace, when MongoDB refuses a service.
 */
final class MongoFailureAnalyzer extends AbstractFailureAnalyzer<MongoUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MongoUnavailableException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Check user, password and options in SOUNDLIFT_MONGODB_URI, unless this process was just asked to end.",
				cause);
	}

}
