package io.soundlift.converter.job;

import java.time.Duration;
import java.util.Optional;

import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.deadletter.DeadLetterHandler;
import io.soundlift.journey.deadletter.DeadLetterOutcome;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;

/**
 * Counts a dead letter as a failed attempt, if its conversion still waits for one. So the
 * conversion gets a new message later, or fails when its attempts are used up, instead of
 * looping for ever.
 */
final class VideoUploadedDeadLetters implements DeadLetterHandler {

	private final Claims claims;

	private final ConversionWorker worker;

	private final JourneyTracing tracing;

	private final String name;

	private final Duration lease;

	VideoUploadedDeadLetters(Claims claims, ConversionWorker worker, JourneyTracing tracing, String name,
			Duration lease) {
		this.claims = claims;
		this.worker = worker;
		this.tracing = tracing;
		this.name = name;
		this.lease = lease;
	}

	@Override
	public String queue() {
		return "video.uploaded.converter";
	}

	@Override
	public DeadLetterOutcome handle(Conversion conversion) {
		DeadLetterOutcome[] outcome = { DeadLetterOutcome.SETTLED };
		this.tracing.continued(conversion.outbox().videoUploaded().trace(), "message.died", conversion.id(),
				() -> outcome[0] = countAsAttempt(conversion.id()));
		return outcome[0];
	}

	private DeadLetterOutcome countAsAttempt(String id) {
		// nothing to claim: it has ended, is being converted, or waits for an attempt
		// with a message of its own
		Optional<Conversion> claimed = this.claims.claim(id, this.name, this.lease);
		if (claimed.isEmpty()) {
			return DeadLetterOutcome.SETTLED;
		}
		this.tracing.tag(JourneyAttributes.ATTEMPT, claimed.get().attempt());
		return (this.worker.abandon(claimed.get()) instanceof Outcome.Failed) ? DeadLetterOutcome.FAILED
				: DeadLetterOutcome.RETRIED;
	}

}
