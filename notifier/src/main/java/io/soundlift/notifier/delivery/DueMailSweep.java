package io.soundlift.notifier.delivery;

import java.util.List;

import io.soundlift.journey.conversion.Conversions;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.LedgerEntry;

/**
 * Sweep of mails that the mail server did not take, or whose notifier died while it sent
 * them.
 */
final class DueMailSweep {

	private static final int BATCH = 100;

	private final Ledger ledger;

	private final Conversions conversions;

	private final OwnerNotifier notifier;

	private final MailMeters meters;

	DueMailSweep(Ledger ledger, Conversions conversions, OwnerNotifier notifier, MailMeters meters) {
		this.ledger = ledger;
		this.conversions = conversions;
		this.notifier = notifier;
		this.meters = meters;
	}

	void sweep() {
		this.meters.saw(this.ledger.oldestLive().orElse(null));
		List<LedgerEntry> due = this.ledger.due(BATCH);
		for (LedgerEntry entry : due) {
			this.conversions.find(entry.conversionId())
				.ifPresentOrElse(this.notifier::notifyOwnerLate, () -> this.notifier.cancel(entry));
		}
	}

}
