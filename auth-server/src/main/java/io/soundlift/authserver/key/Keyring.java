package io.soundlift.authserver.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.soundlift.start.MongoStart;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Cache of the keys, which selects those that sign and are published at the current time.
 * They are read again every minute, so that a key that another replica created is known
 * here long before it signs.
 */
@Component
final class Keyring implements JWKSource<SecurityContext> {

	private static final Logger logger = LoggerFactory.getLogger(Keyring.class);

	private static final Duration MAX_AGE = Duration.ofMinutes(1);

	private final SigningKeys signingKeys;

	private final KeySchedule schedule;

	private final Clock clock;

	private final ReentrantLock loading = new ReentrantLock();

	private volatile Loaded loaded;

	Keyring(SigningKeys signingKeys, KeySchedule schedule, Clock clock) {
		this.signingKeys = signingKeys;
		this.schedule = schedule;
		this.clock = clock;
		MongoStart.run(signingKeys::renewEncryption);
		this.loaded = MongoStart.get(() -> read(clock.instant()));
	}

	/**
	 * Returns published keys.
	 * @param jwkSelector selector of the keys
	 * @param context not used
	 * @return the published keys that match, the newest last
	 */
	@Override
	public List<JWK> get(JWKSelector jwkSelector, @Nullable SecurityContext context) {
		Instant now = this.clock.instant();
		Loaded current = current(now);
		return jwkSelector.select(new JWKSet(current.pairs(this.schedule.published(current.keys(), now))));
	}

	/**
	 * Selects the key that signs.
	 * @param candidates published keys
	 * @return the one of them that signs now
	 */
	JWK signing(List<JWK> candidates) {
		Instant now = this.clock.instant();
		SigningKey signing = this.schedule.signing(current(now).keys(), now).orElseThrow();
		return candidates.stream()
			.filter((candidate) -> signing.keyId().equals(candidate.getKeyID()))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No published key signs"));
	}

	/**
	 * Returns the keys of all ID tokens that are still accepted as a hint.
	 * @return published and retired keys, without those that are not trusted
	 */
	JWKSet hintKeys() {
		Loaded current = current(this.clock.instant());
		return new JWKSet(current.pairs(this.schedule.trusted(current.keys())));
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
	void refresh() {
		current(this.clock.instant());
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
	void removeOld() {
		this.signingKeys.removeOld();
	}

	private Loaded current(Instant now) {
		if (isStale(now) && this.loading.tryLock()) {
			try {
				this.loaded = read(now);
			}
			catch (DataAccessException ex) {
				logger.warn("Signing keys can't be read; continuing with the cached ones", ex);
			}
			finally {
				this.loading.unlock();
			}
		}
		return this.loaded;
	}

	private boolean isStale(Instant now) {
		return !this.loaded.at().plus(MAX_AGE).isAfter(now);
	}

	private Loaded read(Instant now) {
		List<SigningKey> keys = this.signingKeys.load();
		return new Loaded(keys,
				this.schedule.trusted(keys)
					.stream()
					.collect(Collectors.toMap(SigningKey::keyId, this.signingKeys::decrypt)),
				now);
	}

	/**
	 * Keys and when they were read.
	 *
	 * @param keys the stored keys, the newest last
	 * @param pairs the trusted key pairs by their ids
	 * @param at when they were read
	 */
	private record Loaded(List<SigningKey> keys, Map<String, JWK> pairs, Instant at) {

		List<JWK> pairs(List<SigningKey> wanted) {
			return wanted.stream().map(SigningKey::keyId).map(this::pair).toList();
		}

		private JWK pair(String keyId) {
			JWK pair = this.pairs.get(keyId);
			if (pair == null) {
				throw new IllegalStateException("Signing key '%s' was not read".formatted(keyId));
			}
			return pair;
		}

	}

}
