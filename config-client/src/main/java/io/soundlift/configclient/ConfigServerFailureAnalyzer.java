package io.soundlift.configclient;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints what to do, instead of a stack trace, when the config server gives no
 * configuration.
 */
final class ConfigServerFailureAnalyzer extends AbstractFailureAnalyzer<ConfigServerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ConfigServerException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
