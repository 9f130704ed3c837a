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
 * Sweep that finds ended conversions without a mail, because their message was lost or
 * could not be processed, and sends the mail.
 * <p>
 * The very first sweep checks the conversions that ended within the look-back time; each
 * further one, also after a restart, checks only those that ended since the last sweep or
 * shortly before it.
 */
final class LostMessageSweep {

	private static final Logger logger = LoggerFactory.getLogger(LostMessageSweep.class);

	/**
	 * Greatest difference between the clocks of services.
	 */
	private static final Duration OVERLAP = Duration.ofMinutes(10);

	/** Greatest span of time that is checked again after a restart. */
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
			logger.info("No message announced that conversion {} has ended", conversion.id());
			this.notifier.notifyOwnerLate(conversion);
		});
	}

}
