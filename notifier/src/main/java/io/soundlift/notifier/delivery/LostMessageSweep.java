package io.soundlift.notifier.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Position;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.MailKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds conversions that have ended without a mail, because the message about it was lost
 * or could not be dealt with, and sends the mail.
 * <p>
 * The first sweep of all looks at the conversions that ended within the look-back time,
 * each further one, also after a restart, only at those that ended since the last, and
 * some before.
 */
final class LostMessageSweep {

	private static final Logger logger = LoggerFactory.getLogger(LostMessageSweep.class);

	/**
	 * How far the clocks of services may differ.
	 */
	private static final Duration OVERLAP = Duration.ofMinutes(10);

	/** How much of what was looked at is looked at again after a restart, at most. */
	private static final Duration RECORD_INTERVAL = Duration.ofMinutes(5);

	private static final int BATCH = 100;

	private final ConversionUpkeep upkeep;

	private final Ledger ledger;

	private final OwnerNotifier notifier;

	private final Clock clock;

	private final Duration lostAfter;

	private final Duration lookBack;

	private @Nullable Instant sweptUntil;

	private @Nullable Instant recordedUntil;

	LostMessageSweep(ConversionUpkeep upkeep, Ledger ledger, OwnerNotifier notifier, Clock clock, Duration lostAfter,
			Duration lookBack) {
		this.upkeep = upkeep;
		this.ledger = ledger;
		this.notifier = notifier;
		this.clock = clock;
		this.lostAfter = lostAfter;
		this.lookBack = lookBack;
	}

	void sweep() {
		Instant until = this.clock.instant().minus(this.lostAfter);
		Instant from = this.clock.instant().minus(this.lookBack);
		if (this.sweptUntil == null) {
			this.sweptUntil = this.ledger.sweptUntil().orElse(null);
		}
		if (this.sweptUntil != null && this.sweptUntil.minus(OVERLAP).isAfter(from)) {
			from = this.sweptUntil.minus(OVERLAP);
		}
		sweep(from, until);
		this.sweptUntil = until;
		if (this.recordedUntil == null || !until.isBefore(this.recordedUntil.plus(RECORD_INTERVAL))) {
			this.ledger.recordSweep(until);
			this.recordedUntil = until;
		}
	}

	private void sweep(Instant from, Instant until) {
		Position last = Position.before(from);
		List<Conversion> ended;
		do {
			ended = this.upkeep.finished(last, until, BATCH);
			for (MailKind kind : MailKind.values()) {
				notifyForgotten(ended, kind);
			}
			last = ended.isEmpty() ? last : Position.ofEnd(ended.get(ended.size() - 1));
		}
		while (ended.size() == BATCH);
	}

	private void notifyForgotten(List<Conversion> ended, MailKind kind) {
		Map<String, Conversion> due = new LinkedHashMap<>();
		ended.stream()
			.filter((conversion) -> MailKind.of(conversion.state()).filter(kind::equals).isPresent())
			.forEach((conversion) -> due.put(conversion.id(), conversion));
		if (due.isEmpty()) {
			return;
		}
		due.keySet().removeAll(this.ledger.withMail(due.keySet(), kind));
		due.values().forEach((conversion) -> {
			logger.info("No message told that conversion {} has ended", conversion.id());
			this.notifier.notifyOwnerLate(conversion);
		});
	}

}
