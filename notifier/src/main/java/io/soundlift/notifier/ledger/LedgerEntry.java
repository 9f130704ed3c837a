package io.soundlift.notifier.ledger;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * One mail in the ledger.
 *
 * @param id conversion and kind, so that there is one mail of each kind
 * @param conversionId the conversion that the mail is about
 * @param kind kind of the mail
 * @param state state of the mail
 * @param tries how many times it was claimed; the fencing token of claims
 * @param dueAt when the mail may be claimed again; absent when it has ended
 * @param createdAt when it was first claimed
 * @param endedAt when it ended; absent while it is live
 * @param reason why the last attempt to send it failed; absent if it did not
 * @param openFor the account, until it is decided which conversions the mail covers;
 * absent also if it may cover no other
 * @param candidates ids of entries whose conversions the mail may cover as well; absent
 * until they are chosen
 * @param partOf id of the entry whose mail covers the conversion; absent if it has its
 * own
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
