package io.soundlift.notifier.delivery;

import io.soundlift.notifier.ledger.Ledger;

/**
 * Sweep of mails that waited, or whose notifier crashed while it sent them.
 */
final class DueMailSweep {

	private static final int BATCH = 100;

	private final Ledger ledger;

	private final OwnerNotifier notifier;

	private final MailMeters meters;

	DueMailSweep(Ledger ledger, OwnerNotifier notifier, MailMeters meters) {
		this.ledger = ledger;
		this.notifier = notifier;
		this.meters = meters;
	}

	void sweep() {
		this.meters.saw(this.ledger.oldestLive().orElse(null));
		this.ledger.due(BATCH).forEach(this.notifier::notifyOwnerLate);
	}

}
