package io.soundlift.authserver.authorization.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

import io.soundlift.authserver.account.Origin;
import io.soundlift.support.Secrets;

/**
 * Limit of device authorizations for each origin and minute at this replica. It is kept
 * in memory of a fixed size, so that a refused request costs no write. Origins that share
 * a counter share its limit until the next minute.
 */
final class DeviceRequestRate {

	/** More than people behind one address start in a minute. */
	static final int MAX_PER_MINUTE = 60;

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private static final int COUNTERS = 16_384;

	private static final int UNKNOWN_WINDOW = -1;

	private final Clock clock;

	private final int[] counts = new int[COUNTERS];

	private long window = UNKNOWN_WINDOW;

	private String salt = "";

	DeviceRequestRate(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Counts a request.
	 * @param origin origin of the request
	 * @return how long its sender has to wait, or empty when the request may be heard
	 */
	synchronized Optional<Duration> waitingTimeOf(Origin origin) {
		Instant now = this.clock.instant();
		long present = now.toEpochMilli() / WINDOW.toMillis();
		if (present != this.window) {
			Arrays.fill(this.counts, 0);
			this.window = present;
			// nobody can look for origins that share a counter with another one
			this.salt = Secrets.newToken();
		}
		int counter = Math.floorMod(Secrets.sha256(this.salt + origin.network()).hashCode(), COUNTERS);
		if (this.counts[counter] >= MAX_PER_MINUTE) {
			return Optional.of(Duration.between(now, Instant.ofEpochMilli((present + 1) * WINDOW.toMillis())));
		}
		this.counts[counter]++;
		return Optional.empty();
	}

}
