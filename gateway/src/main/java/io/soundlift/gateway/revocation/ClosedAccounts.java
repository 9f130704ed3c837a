package io.soundlift.gateway.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.preference.MailPreferences;
import io.soundlift.journey.webhook.Webhooks;
import io.soundlift.support.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Removal of the conversions, webhooks and preferences of closed accounts. Each account
 * is checked when it is first listed and at intervals afterwards, since an upload that
 * began before may end later.
 */
@Component
final class ClosedAccounts {

	private static final Logger logger = LoggerFactory.getLogger(ClosedAccounts.class);

	/** The longest interval exceeds the duration of any upload. */
	private static final Backoff PAUSES = new Backoff(Duration.ofMinutes(10), Duration.ofDays(1));

	private static final int PAGE = 100;

	private final Map<String, Due> due = new ConcurrentHashMap<>();

	private final KnownRevocations revocations;

	private final Conversions conversions;

	private final Deletion deletion;

	private final ObjectProvider<Webhooks> webhooks;

	private final MailPreferences mails;

	private final Clock clock;

	ClosedAccounts(KnownRevocations revocations, Conversions conversions, Deletion deletion,
			ObjectProvider<Webhooks> webhooks, MailPreferences mails, Clock clock) {
		this.revocations = revocations;
		this.conversions = conversions;
		this.deletion = deletion;
		this.webhooks = webhooks;
		this.mails = mails;
		this.clock = clock;
	}

	/**
	 * Deletes the data of all accounts that are due. An account whose deletion fails is
	 * due again at the next call.
	 */
	void sweep() {
		Instant now = this.clock.instant();
		Set<String> closed = this.revocations.closedAccounts();
		this.due.keySet().retainAll(closed);
		for (String account : closed) {
			Due next = this.due.getOrDefault(account, new Due(now, 1));
			if (!next.at().isAfter(now)) {
				sweep(account, next.looks());
			}
		}
	}

	private void sweep(String account, int looks) {
		try {
			this.webhooks.ifAvailable((all) -> all.removeAll(account));
			this.mails.remove(account);
			int count = deleteAll(account);
			if (count > 0) {
				logger.info("Deleted {} conversions of the closed account {}", count, account);
			}
			this.due.put(account, new Due(this.clock.instant().plus(PAUSES.after(looks)), looks + 1));
		}
		catch (RuntimeException ex) {
			logger.error("The conversions of the closed account {} are not deleted yet", account, ex);
		}
	}

	private int deleteAll(String account) {
		int count = 0;
		List<Conversion> found = this.conversions.list(account, null, PAGE);
		while (!found.isEmpty()) {
			found.forEach((conversion) -> this.deletion.delete(conversion.id(), account));
			count += found.size();
			found = this.conversions.list(account, null, PAGE);
		}
		return count;
	}

	/**
	 * Schedule of the checks of an account.
	 *
	 * @param at time of the next check
	 * @param looks number of that check
	 */
	private record Due(Instant at, int looks) {
	}

}
