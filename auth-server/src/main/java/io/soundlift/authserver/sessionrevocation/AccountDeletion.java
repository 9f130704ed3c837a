package io.soundlift.authserver.sessionrevocation;

import java.util.Map;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.EmailAddress;
import io.soundlift.authserver.authorization.Grants;
import io.soundlift.authserver.authorization.RevocationCause;
import io.soundlift.authserver.client.ApiClients;
import io.soundlift.authserver.mail.MailOutbox;
import io.soundlift.authserver.registration.Registrations;
import io.soundlift.authserver.revocation.Revocations;

import org.springframework.stereotype.Component;

/**
 * Removal of all data of a deleted account. It runs at the deletion, and again a minute
 * later to catch requests that were in progress; only then the account itself is removed,
 * which is needed to find the rest.
 */
@Component
final class AccountDeletion {

	private final Accounts accounts;

	private final Revocations revocations;

	private final Grants grants;

	private final ApiClients clients;

	private final AccountSessions sessions;

	private final Registrations registrations;

	private final MailOutbox outbox;

	AccountDeletion(Accounts accounts, Revocations revocations, Grants grants, ApiClients clients,
			AccountSessions sessions, Registrations registrations, MailOutbox outbox) {
		this.accounts = accounts;
		this.revocations = revocations;
		this.grants = grants;
		this.clients = clients;
		this.sessions = sessions;
		this.registrations = registrations;
		this.outbox = outbox;
	}

	/**
	 * Removes all data except the account. Idempotent.
	 * @param account the account as it was when its sessions were revoked
	 */
	void run(Account account) {
		// first, since the gateway then refuses tokens and deletes conversions
		this.revocations.closeAccount(account.id());
		this.grants.revokeAllOf(account.id(), RevocationCause.ACCOUNT_DELETED);
		this.grants.removeConsentsOf(account.id());
		this.clients.deleteAllOf(account.id());
		this.sessions.endAll(account);
		if (EmailAddress.isValid(account.email())) {
			this.registrations.deleteAllOf(account.email());
			this.outbox.addNotice("deleted-" + account.id(), "account-deleted", account.email(), Map.of());
			this.accounts.releaseAddress(account);
		}
	}

	/**
	 * Removes the account.
	 * @param account the account as it was when its sessions were revoked
	 */
	void complete(Account account) {
		this.accounts.remove(account);
	}

}
