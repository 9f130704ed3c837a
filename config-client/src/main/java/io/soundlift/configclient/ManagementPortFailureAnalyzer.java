package io.soundlift.configclient;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Advice for a start without a port for operators, instead of a stack trace.
 */
final class ManagementPortFailureAnalyzer extends AbstractFailureAnalyzer<ManagementPortException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ManagementPortException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Set MANAGEMENT_SERVER_PORT to a port that only operators reach, or to -1 for none.", cause);
	}

}
