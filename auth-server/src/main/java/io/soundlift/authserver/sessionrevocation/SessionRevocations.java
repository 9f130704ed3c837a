package io.soundlift.authserver.sessionrevocation;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.account.SessionRevocation;
import io.soundlift.authserver.client.ApiClients;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Session revocation of accounts.
 *
 * <p>
 * It begins with one write to the account, which makes all sessions void. The following
 * steps may be interrupted at any point and are then repeated from the start.
 */
@Component
public final class SessionRevocations {

	private static final Logger logger = LoggerFactory.getLogger(SessionRevocations.class);

	/** Longer than requests take, so that all earlier ones have ended. */
	private static final Duration CUT_OFF_AFTER = Duration.ofMinutes(1);

	private static final String NO_SESSION = "";

	private final Accounts accounts;

	private final PasswordEncoder passwordEncoder;

	private final AccountSignOut signOut;

	private final AccountDeletion deletion;

	private final ApiClients clients;

	private final Clock clock;

	SessionRevocations(Accounts accounts, PasswordEncoder passwordEncoder, AccountSignOut signOut,
			AccountDeletion deletion, ApiClients clients, Clock clock) {
		this.accounts = accounts;
		this.passwordEncoder = passwordEncoder;
		this.signOut = signOut;
		this.deletion = deletion;
		this.clients = clients;
		this.clock = clock;
	}

	/**
	 * Changes the password for an owner who knows the current one.
	 * @param account the account as it was read before the current password was checked
	 * @param password the new password, which is acceptable
	 * @param keptSessionId id of the current session, which can continue in the next
	 * generation
	 * @param clientsToo whether to revoke the secrets of the account's API clients as
	 * well
	 * @return the account of the next generation, or empty when another change came first
	 */
	public Optional<Account> changePassword(Account account, String password, String keptSessionId,
			boolean clientsToo) {
		return revokeSessions(account, Passwords.encode(this.passwordEncoder, password),
				SessionRevocation.Reason.PASSWORD_CHANGED,
				clientsToo ? this.clients.listNamesOfWorking(account.id()) : null, keptSessionId);
	}

	/**
	 * Sets the password for an owner who forgot it. The account may have been
	 * compromised, so the secrets of its API clients are revoked as well.
	 * @param account the account as it was read before the proof was checked
	 * @param password the new password, which is acceptable
	 * @return the account of the next generation, or empty when another change came first
	 */
	public Optional<Account> resetPassword(Account account, String password) {
		return revokeSessions(account, Passwords.encode(this.passwordEncoder, password),
				SessionRevocation.Reason.PASSWORD_RESET, this.clients.listNamesOfWorking(account.id()), NO_SESSION);
	}

	/**
	 * Signs out all browsers, including this one, and all apps.
	 * @param accountId id of the account; no effect if there is none
	 */
	public void signOutEverywhere(String accountId) {
		Optional<Account> account = this.accounts.findById(accountId);
		while (account.isPresent() && revokeSessions(account.get(), account.get().passwordHash(),
				SessionRevocation.Reason.SIGNED_OUT, null, NO_SESSION)
			.isEmpty()) {
			account = this.accounts.findById(accountId);
		}
	}

	/**
	 * Deletes an account for an owner who knows the password. It can't be found from now
	 * on, and the address is available for a new account when this returns.
	 * @param account the account as it was read before the password was checked
	 * @return whether it was deleted; {@code false} when another change came first
	 */
	public boolean delete(Account account) {
		return revokeSessions(account, account.passwordHash(), SessionRevocation.Reason.DELETED, null, NO_SESSION)
			.isPresent();
	}

	@Scheduled(initialDelay = 10, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
	void finishCutOff() {
		for (Account account : this.accounts.findUnfinishedRevocations(this.clock.instant().minus(CUT_OFF_AFTER))) {
			finish(account, NO_SESSION);
			if (account.isDeleted()) {
				this.deletion.complete(account);
			}
			logger.info("Finished the session revocation of account '{}'", account.id());
		}
	}

	private Optional<Account> revokeSessions(Account account, String passwordHash, SessionRevocation.Reason reason,
			@Nullable List<String> endedClients, String keptSessionId) {
		if (account.sessionRevocation() != null) {
			finish(account, keptSessionId);
		}
		Optional<Account> revoked = this.accounts.revokeSessions(account, passwordHash, reason, endedClients);
		revoked.ifPresent((next) -> finish(next, keptSessionId));
		return revoked;
	}

	private void finish(Account account, String keptSessionId) {
		if (account.isDeleted()) {
			this.deletion.run(account);
		}
		else {
			this.signOut.run(account, keptSessionId);
			this.accounts.finishSessionRevocation(account);
		}
	}

}
