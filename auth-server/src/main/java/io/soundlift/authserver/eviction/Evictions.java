package io.soundlift.authserver.eviction;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.Eviction;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.mail.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Puts out whoever is signed in to an account.
 *
 * <p>
 * The decision is one write to the account, with which all sessions are void. What
 * follows may be cut off at any line and is then done again from its beginning.
 */
@Component
public final class Evictions {

	private static final Logger logger = LoggerFactory.getLogger(Evictions.class);

	/** Longer than a request takes to finish it by itself. */
	private static final Duration CUT_OFF_AFTER = Duration.ofMinutes(1);

	private static final Duration NOTICE_LIFETIME = Duration.ofDays(3);

	private final Accounts accounts;

	private final PasswordEncoder passwordEncoder;

	private final Outbox outbox;

	private final Clock clock;

	Evictions(Accounts accounts, PasswordEncoder passwordEncoder, Outbox outbox, Clock clock) {
		this.accounts = accounts;
		this.passwordEncoder = passwordEncoder;
		this.outbox = outbox;
		this.clock = clock;
	}

	/**
	 * Changes the password for an owner who knows the present one.
	 * @param account the account as it was read before the present password was checked
	 * @param password the new password, which is acceptable
	 * @return the account of the next generation, or empty when another change overtook
	 * this one
	 */
	public Optional<Account> changePassword(Account account, String password) {
		return evict(account, Passwords.encode(this.passwordEncoder, password), Eviction.Reason.PASSWORD_CHANGED);
	}

	/**
	 * Sets the password for an owner who forgot it.
	 * @param account the account as it was read before the proof was checked
	 * @param password the new password, which is acceptable
	 * @return the account of the next generation, or empty when another change overtook
	 * this one
	 */
	public Optional<Account> resetPassword(Account account, String password) {
		return evict(account, Passwords.encode(this.passwordEncoder, password), Eviction.Reason.PASSWORD_RESET);
	}

	@Scheduled(initialDelay = 10, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
	void finishCutOff() {
		for (Account account : this.accounts.findEvictedBefore(this.clock.instant().minus(CUT_OFF_AFTER))) {
			logger.info("Finishes the eviction of account '{}' that was cut off", account.id());
			finish(account);
		}
	}

	private Optional<Account> evict(Account account, String passwordHash, Eviction.Reason reason) {
		if (account.eviction() != null) {
			finish(account);
		}
		Optional<Account> evicted = this.accounts.evict(account, passwordHash, reason);
		evicted.ifPresent(this::finish);
		return evicted;
	}

	private void finish(Account account) {
		Eviction eviction = account.eviction();
		if (eviction == null) {
			return;
		}
		if (eviction.reason() != Eviction.Reason.SIGNED_OUT) {
			this.outbox.add("password-" + account.id() + "-" + account.generation(), PasswordChangedMail.NAME,
					account.email(), Map.of(), NOTICE_LIFETIME);
		}
		this.accounts.finishEviction(account);
	}

}
