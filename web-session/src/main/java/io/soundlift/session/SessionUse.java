package io.soundlift.session;

import java.time.Instant;

/**
 * Last use of a session.
 *
 * @param sessionId id of the session
 * @param lastAccessedAt when it was last used, to the minute
 */
public record SessionUse(String sessionId, Instant lastAccessedAt) {

}
