package io.soundlift.authserver.sessionrevocation;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.SessionRevocation;
import io.soundlift.authserver.authorization.Grants;
import io.soundlift.authserver.authorization.RevocationCause;
import io.soundlift.authserver.client.ApiClients;
import io.soundlift.authserver.mail.MailOutbox;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Revocation of the sessions and grants of an account, and of the secrets of its API
 * clients if requested, with a notice to the owner after a password change. Idempotent.
 */
@Component
final class AccountSignOut {

	private final Grants grants;

	private final MailOutbox outbox;

	private final AccountSessions sessions;

	private final ApiClients clients;

	AccountSignOut(AccountSessions sessions, Grants grants, ApiClients clients, MailOutbox outbox) {
		this.sessions = sessions;
		this.grants = grants;
		this.clients = clients;
		this.outbox = outbox;
	}

	void run(Account account, String keptSessionId) {
		this.sessions.endStale(account, keptSessionId);
		SessionRevocation.Reason reason = (account.sessionRevocation() != null) ? account.sessionRevocation().reason()
				: SessionRevocation.Reason.SIGNED_OUT;
		this.grants.revokeAllOf(account.id(), cause(reason));
		List<String> endedClients = (account.sessionRevocation() != null) ? account.sessionRevocation().clients()
				: null;
		if (endedClients != null) {
			this.clients.endSecrets(account);
		}
		if (reason != SessionRevocation.Reason.SIGNED_OUT) {
			mailOwner(account, reason, endedClients);
		}
	}

	private void mailOwner(Account account, SessionRevocation.Reason reason, @Nullable List<String> endedClients) {
		boolean reset = reason == SessionRevocation.Reason.PASSWORD_RESET;
		String ended = (endedClients != null) ? list(endedClients) : "";
		String working = (endedClients != null) ? "" : list(this.clients.listNamesOfWorking(account.id()));
		this.outbox.addNotice("password-" + account.id() + "-" + account.generation(), "password-changed",
				account.email(),
				Map.of("reset", String.valueOf(reset), "ended-clients", ended, "working-clients", working));
	}

	private static String list(List<String> names) {
		return names.stream().map((name) -> "- " + name).collect(Collectors.joining("\n"));
	}

	private static RevocationCause cause(SessionRevocation.Reason reason) {
		return switch (reason) {
			case PASSWORD_CHANGED -> RevocationCause.PASSWORD_CHANGED;
			case PASSWORD_RESET -> RevocationCause.PASSWORD_RESET;
			case SIGNED_OUT -> RevocationCause.SIGNED_OUT;
			case DELETED -> RevocationCause.ACCOUNT_DELETED;
		};
	}

}
