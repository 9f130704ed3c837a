package io.soundlift.notifier.delivery;

import java.util.Map;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.notifier.ledger.LedgerEntry;

/**
 * Content of a mail about one conversion.
 *
 * @param entry the conversion's entry in the ledger
 * @param conversion the ended conversion
 */
record Notice(LedgerEntry entry, Conversion conversion) {

	/**
	 * Returns the trace in which the conversion ended.
	 * @return the trace context; empty if there is none
	 */
	Map<String, String> trace() {
		OutboxEntry event = this.conversion.outbox().conversionFinished();
		return (event != null) ? event.trace() : Map.of();
	}

}
