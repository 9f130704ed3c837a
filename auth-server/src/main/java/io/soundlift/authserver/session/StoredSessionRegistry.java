package io.soundlift.authserver.session;

import java.util.Date;
import java.util.List;

import io.soundlift.session.MongoSession;
import io.soundlift.session.MongoSessionRepository;

import org.springframework.security.core.session.SessionInformation;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

/**
 * Sessions of an account, which Spring Authorization Server looks up at each sign-in: an
 * ID token contains the most recently used one. Their content is not read for that.
 */
final class StoredSessionRegistry extends SpringSessionBackedSessionRegistry<MongoSession> {

	private final MongoSessionRepository sessions;

	StoredSessionRegistry(MongoSessionRepository sessions) {
		super(sessions);
		this.sessions = sessions;
	}

	@Override
	public List<SessionInformation> getAllSessions(Object principal, boolean includeExpiredSessions) {
		return this.sessions.findUsesByPrincipalName(name(principal))
			.stream()
			.map((use) -> new SessionInformation(principal, use.sessionId(), Date.from(use.lastAccessedAt())))
			.toList();
	}

}
