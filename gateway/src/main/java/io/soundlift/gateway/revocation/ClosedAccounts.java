package io.soundlift.gateway.revocation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Deletes the conversions of accounts that are gone. Each account is looked at when it is
 * first listed and then once in a while, since an upload that had begun before may end
 * any time later.
 */
@Component
final class ClosedAccounts {

	private static final Logger logger = LoggerFactory.getLogger(ClosedAccounts.class);

	private static final Duration AGAIN = Duration.ofMinutes(10);

	private static final int PAGE = 100;

	private final Map<String, Instant> due = new ConcurrentHashMap<>();

	private final Revocations revocations;

	private final Conversions conversions;

	private final Deletion deletion;

	private final Clock clock;

	ClosedAccounts(Revocations revocations, Conversions conversions, Deletion deletion, Clock clock) {
		this.revocations = revocations;
		this.conversions = conversions;
		this.deletion = deletion;
		this.clock = clock;
	}

	/**
	 * Deletes what is there of all accounts that are due. One that fails is due again at
	 * the next call.
	 */
	void sweep() {
		Instant now = this.clock.instant();
		this.due.keySet().retainAll(this.revocations.closedAccounts());
		for (String account : this.revocations.closedAccounts()) {
			if (!this.due.getOrDefault(account, now).isAfter(now)) {
				sweep(account);
			}
		}
	}

	private void sweep(String account) {
		try {
			int count = deleteAll(account);
			if (count > 0) {
				logger.info("Deleted {} conversions of the closed account {}", count, account);
			}
			this.due.put(account, this.clock.instant().plus(AGAIN));
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

}
