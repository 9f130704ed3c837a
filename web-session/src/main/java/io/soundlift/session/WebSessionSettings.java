package io.soundlift.session;

import java.time.Duration;
import java.util.List;

/**
 * Settings of a service's browser sessions.
 *
 * @param collection name of their collection
 * @param cookieName name of the cookie; the prefix {@code __Host-} requires the path
 * {@code /} and {@code secure}
 * @param cookiePath path under which browsers send the cookie, with the slash
 * @param secure whether browsers send the cookie over TLS only
 * @param persistent whether the cookie outlives the browser session, up to the absolute
 * timeout
 * @param idleTimeout how long a signed-in session may be idle
 * @param anonymousTimeout how long an anonymous session may be idle
 * @param absoluteTimeout maximum lifetime of a session, counted from its creation
 * @param attributeTypes the service's own types that attributes may have, besides those
 * of {@code java.lang}, {@code java.time}, {@code java.util} and Spring Security
 */
public record WebSessionSettings(String collection, String cookieName, String cookiePath, boolean secure,
		boolean persistent, Duration idleTimeout, Duration anonymousTimeout, Duration absoluteTimeout,
		List<Class<?>> attributeTypes) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a timeout is shorter than a second, or browsers
	 * would refuse the cookie
	 */
	public WebSessionSettings {
		for (Duration timeout : List.of(idleTimeout, anonymousTimeout, absoluteTimeout)) {
			if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
				throw new IllegalArgumentException("A session's timeouts must be at least 1s, not " + timeout);
			}
		}
		if (cookieName.startsWith("__Host-") && !(secure && "/".equals(cookiePath))) {
			throw new IllegalArgumentException("Cookie %s must be secure and have the path /".formatted(cookieName));
		}
		attributeTypes = List.copyOf(attributeTypes);
	}

	Duration idleTimeout(boolean signedIn) {
		return signedIn ? this.idleTimeout : this.anonymousTimeout;
	}

}
