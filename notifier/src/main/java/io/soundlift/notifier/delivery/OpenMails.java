package io.soundlift.notifier.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.LedgerEntry;
import io.soundlift.notifier.ledger.MailKind;
import io.soundlift.notifier.ledger.MailState;
import org.jspecify.annotations.Nullable;

/**
 * Mails between their claim and their end, with the conversions that they cover.
 */
final class OpenMails {

	private static final String DELETED = "The conversion was deleted";

	private final Ledger ledger;

	private final Conversions conversions;

	private final Consumer<Conversion> webhooks;

	private final MailMeters meters;

	/**
	 * Creates the open mails of a ledger.
	 * @param webhooks consumer of each ended conversion, called at least once before its
	 * mail is first claimed
	 */
	OpenMails(Ledger ledger, Conversions conversions, Consumer<Conversion> webhooks, MailMeters meters) {
		this.ledger = ledger;
		this.conversions = conversions;
		this.webhooks = webhooks;
		this.meters = meters;
	}

	/**
	 * Claims the mail about a conversion. A mail is in the ledger only after the event
	 * was recorded for the webhooks, so that the sweep for lost messages repeats both
	 * after a crash.
	 * @return the mail; empty if there is nothing to send now
	 */
	Optional<LedgerEntry> claim(Conversion conversion) {
		return MailKind.of(conversion.state()).flatMap((kind) -> {
			if (this.ledger.find(conversion.id(), kind).isEmpty()) {
				this.webhooks.accept(conversion);
			}
			return this.ledger.claim(conversion.id(), kind, conversion.owner());
		});
	}

	/**
	 * Reads the content of a claimed mail.
	 * @return the mail; empty if it waits, was taken over, or has ended because it has no
	 * content any more
	 */
	Optional<OpenMail> open(LedgerEntry claimed) {
		List<LedgerEntry> named = this.ledger.namedBy(claimed);
		List<Notice> notices = new ArrayList<>();
		for (LedgerEntry entry : named) {
			this.conversions.find(entry.conversionId())
				.ifPresentOrElse((conversion) -> notices.add(new Notice(entry, conversion)), () -> endPart(entry));
		}
		if (notices.isEmpty() && !named.isEmpty() && this.ledger.abandon(claimed, MailState.NEEDLESS, DELETED)) {
			this.meters.count(claimed.kind(), MailState.NEEDLESS);
		}
		return notices.isEmpty() ? Optional.empty() : Optional.of(new OpenMail(claimed, notices));
	}

	private void endPart(LedgerEntry entry) {
		if (this.ledger.endPart(entry, MailState.NEEDLESS, DELETED)) {
			this.meters.count(entry.kind(), MailState.NEEDLESS);
		}
	}

	/**
	 * Records the end of a mail for all conversions that it covers.
	 * @param reason why it was not sent; {@code null} if it was
	 * @return {@code false} if another notifier has taken it over
	 */
	boolean end(OpenMail mail, MailState state, @Nullable String reason) {
		for (Notice notice : mail.notices()) {
			this.ledger.endPart(notice.entry(), state, reason);
		}
		return (reason != null) ? this.ledger.abandon(mail.claimed(), state, reason) : this.ledger.sent(mail.claimed());
	}

}
