package io.soundlift.notifier.messaging;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.deadletter.DeadLetterHandler;
import io.soundlift.journey.deadletter.DeadLetterOutcome;
import io.soundlift.notifier.delivery.OwnerNotifier;

/**
 * Sends the mail for a dead letter, if none was sent or waits. From then on the mail is
 * in the ledger, and its delivery needs no further message.
 */
final class ConversionFinishedDeadLetters implements DeadLetterHandler {

	private final OwnerNotifier notifier;

	ConversionFinishedDeadLetters(OwnerNotifier notifier) {
		this.notifier = notifier;
	}

	@Override
	public String queue() {
		return "conversion.finished.notifier";
	}

	@Override
	public DeadLetterOutcome handle(Conversion conversion) {
		return this.notifier.notifyOwnerLate(conversion) ? DeadLetterOutcome.RETRIED : DeadLetterOutcome.SETTLED;
	}

}
