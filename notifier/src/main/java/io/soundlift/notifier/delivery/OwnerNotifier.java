package io.soundlift.notifier.delivery;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.LedgerEntry;
import io.soundlift.notifier.ledger.MailKind;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.notifier.mail.Delivery;
import io.soundlift.notifier.mail.OwnerMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Sends the mail about an ended conversion, unless it is sent, waits, or is being sent by
 * another notifier.
 */
public final class OwnerNotifier {

	private static final Logger logger = LoggerFactory.getLogger(OwnerNotifier.class);

	private static final String SPAN = "mail.send";

	private final Ledger ledger;

	private final OwnerMail mail;

	private final MailPreferences preferences;

	private final RetrySchedule schedule;

	private final JourneyTracing tracing;

	private final MailSteps steps;

	private final MailMeters meters;

	private final Consumer<Conversion> webhooks;

	private volatile boolean closing;

	/**
	 * Creates a notifier.
	 * @param webhooks gets each ended conversion before its mail is first claimed, at
	 * least once
	 */
	OwnerNotifier(Ledger ledger, OwnerMail mail, MailPreferences preferences, RetrySchedule schedule,
			JourneyTracing tracing, MailSteps steps, MailMeters meters, Consumer<Conversion> webhooks) {
		this.ledger = ledger;
		this.mail = mail;
		this.preferences = preferences;
		this.schedule = schedule;
		this.tracing = tracing;
		this.steps = steps;
		this.meters = meters;
		this.webhooks = webhooks;
	}

	/**
	 * Begins no further late mail, so that the sweep that is under way ends soon.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.closing = true;
	}

	/**
	 * Sends the mail as a part of the current trace, if the owner wants any.
	 * @param conversion the conversion; nothing is done if it has not ended or is
	 * cancelled
	 */
	public void notifyOwner(Conversion conversion) {
		claim(conversion)
			.ifPresent((entry) -> this.tracing.span(SPAN, conversion.id(), () -> deliver(conversion, entry)));
	}

	/**
	 * Sends the mail as a part of the conversion's trace, whatever the current one is.
	 * @param conversion the conversion
	 * @return {@code false} if there was nothing to send: it has not ended or is
	 * cancelled, or the mail is sent, waits, or is being sent; or if this notifier is
	 * being stopped and leaves the mail to others
	 */
	public boolean notifyOwnerLate(Conversion conversion) {
		if (this.closing) {
			return false;
		}
		OutboxEntry event = conversion.outbox().conversionFinished();
		Map<String, String> trace = (event != null) ? event.trace() : Map.of();
		Optional<LedgerEntry> claimed = claim(conversion);
		claimed.ifPresent(
				(entry) -> this.tracing.continued(trace, SPAN, conversion.id(), () -> deliver(conversion, entry)));
		return claimed.isPresent();
	}

	/**
	 * Ends a mail whose conversion is gone.
	 * @param entry a mail that is due
	 */
	void cancel(LedgerEntry entry) {
		this.ledger.claim(entry.conversionId(), entry.kind())
			.ifPresent((claimed) -> end(claimed, MailState.NEEDLESS, "The conversion was deleted"));
	}

	private Optional<LedgerEntry> claim(Conversion conversion) {
		return MailKind.of(conversion.state()).flatMap((kind) -> claim(conversion, kind));
	}

	/**
	 * A mail in the ledger stands for an event that the webhooks have, so that the sweep
	 * for lost messages finds what this notifier dies before.
	 */
	private Optional<LedgerEntry> claim(Conversion conversion, MailKind kind) {
		if (!this.ledger.knows(conversion.id(), kind)) {
			this.webhooks.accept(conversion);
		}
		return this.ledger.claim(conversion.id(), kind);
	}

	private void deliver(Conversion conversion, LedgerEntry entry) {
		Delivery delivery = send(conversion, entry);
		if (delivery instanceof Delivery.Accepted) {
			logger.info("Told the owner of conversion {} that it has {}", entry.conversionId(),
					entry.kind().lowerCaseName());
			if (!this.ledger.sent(entry)) {
				logger.warn("The mail about conversion {} took longer than its lease and may be sent twice",
						entry.conversionId());
			}
			count(entry, MailState.SENT);
		}
		else if (delivery instanceof Delivery.Refused refused) {
			logger.warn("The mail about conversion {} is refused for good: {}", entry.conversionId(), refused.reason());
			end(entry, MailState.REJECTED, refused.reason());
		}
		else if (delivery instanceof Delivery.Unwanted) {
			logger.info("The owner of conversion {} wants no mail about it", entry.conversionId());
			end(entry, MailState.NEEDLESS, "The owner wants no mails");
		}
		else if (delivery instanceof Delivery.Postponed postponed) {
			postpone(entry, postponed.reason());
		}
		this.steps.record(conversion.id());
	}

	private Delivery send(Conversion conversion, LedgerEntry entry) {
		try {
			return this.preferences.linkToken(conversion.owner())
				.map((token) -> this.mail.send(conversion, entry.kind(), token))
				.orElseGet(Delivery.Unwanted::new);
		}
		catch (RuntimeException ex) {
			// a fault of this program must not make the mail the first of every sweep
			logger.error("The mail about conversion {} can't be made", entry.conversionId(), ex);
			return new Delivery.Postponed("It can't be made: " + ex.getClass().getSimpleName());
		}
	}

	private void postpone(LedgerEntry entry, String reason) {
		if (this.schedule.isOver(this.ledger.age(entry))) {
			logger.error("Gave the mail about conversion {} up after {} tries: {}", entry.conversionId(), entry.tries(),
					reason);
			end(entry, MailState.UNDELIVERABLE, reason);
			return;
		}
		logger.warn("The mail about conversion {} has to wait after try {}: {}", entry.conversionId(), entry.tries(),
				reason);
		this.ledger.postpone(entry, this.schedule.delayAfter(entry.tries()), reason);
		count(entry, MailState.WAITING);
	}

	private void end(LedgerEntry entry, MailState state, String reason) {
		this.ledger.abandon(entry, state, reason);
		count(entry, state);
	}

	private void count(LedgerEntry entry, MailState result) {
		this.tracing.tag(JourneyAttributes.MAIL_RESULT, result.name().toLowerCase(Locale.ROOT));
		this.meters.count(entry.kind(), result);
	}

}
