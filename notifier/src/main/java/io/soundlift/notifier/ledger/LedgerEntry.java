package io.soundlift.notifier.ledger;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * One mail in the ledger.
 *
 * @param id conversion and kind, which makes the mail the only one of its kind
 * @param conversionId the conversion that the mail is about
 * @param kind what the mail tells
 * @param state where the mail stands
 * @param tries how many times it was taken in hand; the fencing token of claims
 * @param dueAt when the mail may be taken in hand again; absent when it has ended
 * @param createdAt when it was first taken in hand
 * @param endedAt when it ended; absent while it is live
 * @param reason why it was not sent at the last try; absent if nothing went wrong
 */
@Document(LedgerEntry.COLLECTION)
public record LedgerEntry(@Id String id, String conversionId, MailKind kind, MailState state, int tries,
		@Nullable Instant dueAt, Instant createdAt, @Nullable Instant endedAt, @Nullable String reason) {

	static final String COLLECTION = "mails";

	static String id(String conversionId, MailKind kind) {
		return conversionId + ":" + kind.lowerCaseName();
	}

}
