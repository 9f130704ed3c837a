package io.soundlift.authserver.authorization;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts grants that were revoked, by their cause.
 */
@Component
final class GrantMeters {

	private final Map<RevocationCause, Counter> counters = new EnumMap<>(RevocationCause.class);

	GrantMeters(MeterRegistry meters) {
		for (RevocationCause cause : RevocationCause.values()) {
			this.counters.put(cause,
					Counter.builder("soundlift.grants.revoked")
						.description("Grants that were revoked")
						.tag("cause", cause.name().toLowerCase(Locale.ROOT))
						.register(meters));
		}
	}

	/**
	 * Counts a grant.
	 * @param cause why it was revoked
	 */
	void revoked(RevocationCause cause) {
		Counter counter = this.counters.get(cause);
		if (counter != null) {
			counter.increment();
		}
	}

}
