package io.soundlift.notifier.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.LedgerEntry;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.notifier.mail.Delivery;
import io.soundlift.notifier.mail.OwnerMail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Sender of the mails about ended conversions, except those that were sent, wait, or are
 * being sent by another notifier.
 */
public final class OwnerNotifier {

	private static final Logger logger = LoggerFactory.getLogger(OwnerNotifier.class);

	private static final String SPAN = "mail.send";

	private final OpenMails mails;

	private final Ledger ledger;

	private final OwnerMail mail;

	private final MailPreferences preferences;

	private final RetrySchedule schedule;

	private final JourneyTracing tracing;

	private final MailSteps steps;

	private final MailMeters meters;

	private volatile boolean closing;

	OwnerNotifier(OpenMails mails, Ledger ledger, OwnerMail mail, MailPreferences preferences, RetrySchedule schedule,
			JourneyTracing tracing, MailSteps steps, MailMeters meters) {
		this.mails = mails;
		this.ledger = ledger;
		this.mail = mail;
		this.preferences = preferences;
		this.schedule = schedule;
		this.tracing = tracing;
		this.steps = steps;
		this.meters = meters;
	}

	/**
	 * Starts no further late mail, so that the running sweep ends soon.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.closing = true;
	}

	/**
	 * Sends the mail as a part of the current trace, if the owner wants mails. If the
	 * owner got one just before, the mail waits and also covers conversions that end
	 * meanwhile.
	 * @param conversion the conversion; nothing is done if it has not ended or is
	 * cancelled
	 */
	public void notifyOwner(Conversion conversion) {
		this.mails.claim(conversion)
			.flatMap(this.mails::open)
			.ifPresent((mail) -> deliver(mail, (main, work) -> this.tracing.span(SPAN, main.conversion().id(), work)));
	}

	/**
	 * Sends the mail as a part of the conversion's trace, regardless of the current one.
	 * @param conversion the conversion
	 * @return {@code false} if there was nothing to send: it has not ended or is
	 * cancelled, or the mail is sent, waits, or is being sent; or if this notifier is
	 * stopping and leaves the mail to others
	 */
	public boolean notifyOwnerLate(Conversion conversion) {
		if (this.closing) {
			return false;
		}
		Optional<LedgerEntry> claimed = this.mails.claim(conversion);
		claimed.ifPresent(this::deliverLate);
		return claimed.isPresent();
	}

	/**
	 * Sends a mail that is due, as a part of its conversion's trace.
	 * @param due the mail
	 */
	void notifyOwnerLate(LedgerEntry due) {
		if (!this.closing) {
			this.ledger.claimDue(due.id()).ifPresent(this::deliverLate);
		}
	}

	private void deliverLate(LedgerEntry claimed) {
		this.mails.open(claimed).ifPresent((mail) -> deliver(mail, this::continued));
	}

	private void continued(Notice notice, Runnable work) {
		this.tracing.continued(notice.trace(), SPAN, notice.conversion().id(), work);
	}

	private void deliver(OpenMail mail, BiConsumer<Notice, Runnable> span) {
		Notice main = mail.main();
		List<Runnable> others = new ArrayList<>();
		span.accept(main, () -> {
			Map<String, String> context = this.tracing.currentContext();
			MailState result = deliver(mail);
			record(main, result);
			mail.notices()
				.stream()
				.filter((notice) -> notice != main)
				.forEach((notice) -> others.add(() -> continued(notice, () -> {
					this.tracing.linkCurrent(context);
					record(notice, result);
				})));
		});
		// outside of that span, otherwise their steps would be parts of its step
		others.forEach(Runnable::run);
	}

	private void record(Notice notice, MailState result) {
		this.tracing.tag(JourneyAttributes.MAIL_RESULT, result.name().toLowerCase(Locale.ROOT));
		this.meters.count(notice.entry().kind(), result);
		this.steps.record(notice.conversion().id());
	}

	private MailState deliver(OpenMail mail) {
		Delivery delivery = send(mail);
		if (delivery instanceof Delivery.Accepted) {
			mail.notices()
				.forEach((notice) -> logger.info("Notified the owner of conversion {} that it has {}",
						notice.conversion().id(), notice.entry().kind().lowerCaseName()));
			return end(mail, MailState.SENT, null);
		}
		if (delivery instanceof Delivery.Refused refused) {
			logger.warn("The mail about conversion {} is refused for good: {}", id(mail), refused.reason());
			return end(mail, MailState.REJECTED, refused.reason());
		}
		if (delivery instanceof Delivery.Postponed postponed) {
			return postpone(mail, postponed.reason());
		}
		logger.info("The owner of conversion {} wants no mail about it", id(mail));
		return end(mail, MailState.NEEDLESS, "The owner wants no mails");
	}

	private Delivery send(OpenMail mail) {
		try {
			return this.preferences.linkToken(mail.main().conversion().owner())
				.map((token) -> this.mail.send(mail.claimed().id(), mail.conversions(), token))
				.orElseGet(Delivery.Unwanted::new);
		}
		catch (RuntimeException ex) {
			// a defect of this program must not keep the mail first in every sweep
			logger.error("The mail about conversion {} can't be made", id(mail), ex);
			return new Delivery.Postponed("It can't be made: " + ex.getClass().getSimpleName());
		}
	}

	private MailState postpone(OpenMail mail, String reason) {
		LedgerEntry entry = mail.claimed();
		if (this.schedule.isOver(this.ledger.age(entry))) {
			logger.error("Gave up the mail about conversion {} after {} attempts: {}", id(mail), entry.tries(), reason);
			return end(mail, MailState.UNDELIVERABLE, reason);
		}
		logger.warn("The mail about conversion {} has to wait after try {}: {}", id(mail), entry.tries(), reason);
		this.ledger.postpone(entry, this.schedule.delayAfter(entry.tries()), reason);
		return MailState.WAITING;
	}

	private MailState end(OpenMail mail, MailState state, @Nullable String reason) {
		if (!this.mails.end(mail, state, reason) && state == MailState.SENT) {
			logger.warn("The mail about conversion {} took longer than its lease and may be sent twice", id(mail));
		}
		return state;
	}

	private static String id(OpenMail mail) {
		return mail.claimed().conversionId();
	}

}
