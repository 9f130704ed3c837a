package io.soundlift.notifier.delivery;

import java.util.List;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.ledger.LedgerEntry;

/**
 * A claimed mail and what it tells.
 *
 * @param claimed the mail's own entry in the ledger
 * @param notices the conversions that it names, at least one, the first ended first. Its
 * own is missing if that was deleted
 */
record OpenMail(LedgerEntry claimed, List<Notice> notices) {

	/**
	 * Returns the notice whose trace has the sending of the mail.
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
