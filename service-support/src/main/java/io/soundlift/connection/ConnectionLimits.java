package io.soundlift.connection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of a port on its connections. An open connection takes 20 KB of the heap, one
 * with an unfinished header 80 KB, and one whose request is being answered 110 KB.
 *
 * @param max number of open connections; beyond it the one with the longest idle time is
 * closed
 * @param maxUnfinishedHeaders number of connections whose header is not complete; beyond
 * it the oldest of them is closed
 * @param maxActive number of requests that are processed at the same time; others wait
 * @param maxStalled number of active requests that may wait for their client at the same
 * time; beyond it the oldest of them is cut off
 * @param headerTimeout longest time from the first byte of a request to the end of its
 * header
 * @param bodyTimeout longest time from the end of the header to the end of a body that is
 * no upload
 * @param maxBodySize maximum size of a body that is not an upload
 * @param stallTimeout longest time without any byte of a request received, or of the
 * response accepted
 * @param maxCutOffs number of connections of one network that may be cut off within ten
 * seconds; beyond it its new ones are closed until the ten seconds are over, unless at
 * least as many of its requests complete or no other network's do. 0 for no limit
 */
@ConfigurationProperties("soundlift.connections")
public record ConnectionLimits(@DefaultValue("400") int max, @DefaultValue("48") int maxUnfinishedHeaders,
		@DefaultValue("96") int maxActive, @DefaultValue("32") int maxStalled,
		@DefaultValue("10s") Duration headerTimeout, @DefaultValue("15s") Duration bodyTimeout,
		@DefaultValue("64KB") DataSize maxBodySize, @DefaultValue("20s") Duration stallTimeout,
		@DefaultValue("0") int maxCutOffs) {

	/** Time for which a connection may wait for its next request. */
	static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

	public ConnectionLimits {
		Assert.isTrue(max > 0, "soundlift.connections.max must be positive");
		Assert.isTrue(maxUnfinishedHeaders > 0 && maxUnfinishedHeaders <= max,
				"soundlift.connections.max-unfinished-headers must be positive, and at most soundlift.connections.max");
		Assert.isTrue(maxActive > 1 && maxActive <= max,
				"soundlift.connections.max-active must be at least 2, and at most soundlift.connections.max");
		Assert.isTrue(maxStalled > 0 && maxStalled < maxActive,
				"soundlift.connections.max-stalled must be positive, and less than soundlift.connections.max-active");
		requirePositive(headerTimeout, "header-timeout");
		requirePositive(bodyTimeout, "body-timeout");
		requirePositive(stallTimeout, "stall-timeout");
		Assert.isTrue(maxCutOffs >= 0, "soundlift.connections.max-cut-offs must not be negative");
		Assert.isTrue(maxBodySize.toBytes() > 0, "soundlift.connections.max-body-size must be positive");
	}

	private static void requirePositive(Duration duration, String name) {
		Assert.isTrue(duration.toMillis() > 0, () -> "soundlift.connections." + name + " must be at least 1ms");
	}

}
