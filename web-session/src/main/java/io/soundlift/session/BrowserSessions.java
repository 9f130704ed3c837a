package io.soundlift.session;

import org.jspecify.annotations.Nullable;

import org.springframework.session.SessionRepository;

/**
 * Sessions of browsers: signed-in ones are stored in the database, anonymous ones are
 * sealed and kept in the browser only. A session moves to the database, under a new id,
 * at sign-in.
 */
final class BrowserSessions implements SessionRepository<MongoSession> {

	private final MongoSessionRepository stored;

	private final SealedSessions sealed;

	BrowserSessions(MongoSessionRepository stored, SealedSessions sealed) {
		this.stored = stored;
		this.sealed = sealed;
	}

	@Override
	public MongoSession createSession() {
		return this.stored.createSession();
	}

	@Override
	public void save(MongoSession session) {
		if (session.isStored() || session.principalName() != null) {
			if (SealedSessions.isSealed(session.getId())) {
				session.changeSessionId();
			}
			this.stored.save(session);
		}
		else if (this.sealed.isDue(session, this.stored.accessResolution())) {
			session.markSealed(this.sealed.seal(session));
		}
	}

	@Override
	public @Nullable MongoSession findById(String id) {
		return SealedSessions.isSealed(id) ? this.sealed.open(id).orElse(null) : this.stored.findById(id);
	}

	@Override
	public void deleteById(String id) {
		if (!SealedSessions.isSealed(id)) {
			this.stored.deleteById(id);
		}
	}

}
