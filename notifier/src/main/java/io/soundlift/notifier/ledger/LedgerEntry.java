package io.soundlift.notifier.ledger;

import java.time.Instant;
import java.util.List;

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
 * @param openFor the account, until it is certain which conversions the mail names;
 * absent also if it is to name no other
 * @param candidates ids of entries whose conversions the mail may name as well; absent
 * until that is certain
 * @param partOf id of the entry whose mail names the conversion; absent if it has its own
 */
@Document(LedgerEntry.COLLECTION)
public record LedgerEntry(@Id String id, String conversionId, MailKind kind, MailState state, int tries,
		@Nullable Instant dueAt, Instant createdAt, @Nullable Instant endedAt, @Nullable String reason,
		@Nullable String openFor, @Nullable List<String> candidates, @Nullable String partOf) {

	static final String COLLECTION = "mails";

	LedgerEntry naming(List<String> others) {
		return new LedgerEntry(this.id, this.conversionId, this.kind, this.state, this.tries, this.dueAt,
				this.createdAt, this.endedAt, this.reason, null, others, null);
	}

	static String id(String conversionId, MailKind kind) {
		return conversionId + ":" + kind.lowerCaseName();
	}

}
