package io.soundlift.start;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints what to do, instead of a stack trace, when a service does not start.
 */
public final class StartFailureAnalyzer extends AbstractFailureAnalyzer<StartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StartException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
