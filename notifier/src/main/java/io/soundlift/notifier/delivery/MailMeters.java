package io.soundlift.notifier.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.notifier.ledger.LedgerEntry;
import io.soundlift.notifier.ledger.MailKind;
import io.soundlift.notifier.ledger.MailState;
import org.jspecify.annotations.Nullable;

/**
 * Counters of mails by result, and a gauge of the longest wait. The sweeps report the
 * state of the ledger, so that a scrape costs nothing.
 */
final class MailMeters {

	private final MeterRegistry meters;

	private final Clock clock;

	private volatile @Nullable Instant oldest;

	MailMeters(MeterRegistry meters, Clock clock) {
		this.meters = meters;
		this.clock = clock;
		Gauge.builder("soundlift.mails.oldest.age", this, MailMeters::oldestAge)
			.description("Age of the oldest mail that was neither sent nor given up")
			.baseUnit("seconds")
			.register(meters);
		// a series that does not begin with 0 has no rate
		for (MailKind kind : MailKind.values()) {
			EnumSet.complementOf(EnumSet.of(MailState.SENDING)).forEach((result) -> counter(kind, result));
		}
	}

	/**
	 * Counts a mail.
	 * @param kind kind of the mail
	 * @param result result of the attempt to send it
	 */
	void count(MailKind kind, MailState result) {
		counter(kind, result).increment();
	}

	/**
	 * Records the state of the ledger.
	 * @param oldestLive the oldest mail that has not ended; {@code null} if all have
	 */
	void saw(@Nullable LedgerEntry oldestLive) {
		this.oldest = (oldestLive != null) ? oldestLive.createdAt() : null;
	}

	private double oldestAge() {
		Instant since = this.oldest;
		return (since != null) ? Math.max(0, Duration.between(since, this.clock.instant()).toMillis() / 1000.0) : 0;
	}

	private Counter counter(MailKind kind, MailState result) {
		return Counter.builder("soundlift.mails")
			.description("Tries to send a mail that have ended")
			.tag("kind", kind.lowerCaseName())
			.tag("result", result.name().toLowerCase(Locale.ROOT))
			.register(this.meters);
	}

}
