package io.soundlift.authserver.sessionrevocation;

import java.util.Map;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.SignedIn;
import io.soundlift.session.MongoSession;
import io.soundlift.session.MongoSessionRepository;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Removal of sessions of an account. Its generation has already made them void; this
 * frees their storage.
 */
@Component
final class AccountSessions {

	private final MongoSessionRepository sessions;

	AccountSessions(MongoSessionRepository sessions) {
		this.sessions = sessions;
	}

	/**
	 * Ends the sessions of earlier generations.
	 * @param account the account as it is now
	 * @param keptSessionId id of the session that will continue in this generation; empty
	 * for none
	 */
	void endStale(Account account, String keptSessionId) {
		Map<String, MongoSession> all = this.sessions.findByPrincipalName(account.id());
		all.forEach((id, session) -> {
			if (!id.equals(keptSessionId) && !isCurrent(session, account)) {
				this.sessions.deleteById(id);
			}
		});
	}

	void endAll(Account account) {
		this.sessions.deleteByPrincipalName(account.id());
	}

	private static boolean isCurrent(MongoSession session, Account account) {
		SecurityContext context = session
			.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
		return context != null && context.getAuthentication() != null
				&& SignedIn.isCurrent(context.getAuthentication(), account);
	}

}
