package io.soundlift.session;

import org.jspecify.annotations.Nullable;

import org.springframework.session.SessionRepository;

/**
 * Sessions as browsers have them: those in which somebody is signed in are stored, others
 * are sealed and kept by the browser alone. A session moves into the database, under a
 * new id, when somebody signs in.
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
