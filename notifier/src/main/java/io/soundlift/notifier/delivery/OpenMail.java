package io.soundlift.notifier.delivery;

import java.util.List;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.ledger.LedgerEntry;

/**
 * A claimed mail with its content.
 *
 * @param claimed the mail's own entry in the ledger
 * @param notices the conversions that it covers, at least one, in the order of their
 * ends. Its own is missing if it was deleted
 */
record OpenMail(LedgerEntry claimed, List<Notice> notices) {

	/**
	 * Returns the notice to whose trace the sending of the mail belongs.
	 */
	Notice main() {
		return this.notices.stream().filter(this::isOwn).findFirst().orElse(this.notices.get(0));
	}

	boolean isOwn(Notice notice) {
		return notice.entry().id().equals(this.claimed.id());
	}

	List<Conversion> conversions() {
		return this.notices.stream().map(Notice::conversion).toList();
	}

}
