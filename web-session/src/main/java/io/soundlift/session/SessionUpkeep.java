package io.soundlift.session;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Removes expired sessions now and then. Several replicas may do it at once.
 */
final class SessionUpkeep {

	private final MongoSessionRepository sessions;

	SessionUpkeep(MongoSessionRepository sessions) {
		this.sessions = sessions;
	}

	@Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT5M")
	void removeExpired() {
		this.sessions.removeExpired();
	}

}
