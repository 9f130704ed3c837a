package io.soundlift.converter.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import io.soundlift.converter.encode.KeptParts;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.SharedEncoding;
import io.soundlift.journey.conversion.SharedEncodings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Parts of an MP3 of this converter that others may encode, once one part is kept: until
 * then nothing is known of the audio, whose beginning may be what crashes converters.
 * While claims can't be read, this converter encodes the parts itself.
 */
final class SharedParts implements KeptParts, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SharedParts.class);

	private final SharedEncodings encodings;

	private final SharedEncoding shared;

	private final Duration lease;

	private final KeptParts kept;

	private final KeptChunks keptChunks;

	private final Set<Integer> found = ConcurrentHashMap.newKeySet();

	/** Parts that were claimed while nothing was shared. */
	private final Set<Integer> claimedAlone = ConcurrentHashMap.newKeySet();

	private final Map<Integer, Long> takenSince = new HashMap<>();

	private final Set<Integer> overdue = new HashSet<>();

	private final Duration maxTimeout;

	private Duration timeout;

	private long halvedAt = System.nanoTime();

	private @Nullable Future<?> renewal;

	private volatile boolean shares;

	private boolean ended;

	/**
	 * Creates parts that are not shared yet.
	 * @param timeout how long to wait for a chunk that another converter is encoding
	 */
	SharedParts(SharedEncodings encodings, SharedEncoding shared, Duration lease, KeptParts kept, KeptChunks keptChunks,
			Duration timeout) {
		this.encodings = encodings;
		this.shared = shared;
		this.lease = lease;
		this.kept = kept;
		this.keptChunks = keptChunks;
		this.maxTimeout = timeout;
		this.timeout = timeout;
	}

	void renewEach(Duration interval, ScheduledExecutorService scheduler) {
		this.renewal = scheduler.scheduleWithFixedDelay(this::renew, interval.toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	private synchronized void renew() {
		if (this.shares) {
			// one that has taken it over, although it had lost its claim, ends it soon
			this.shares = answer(() -> this.encodings.goOn(this.shared, this.lease), true);
		}
	}

	@Override
	public Optional<InputStream> find(int index, Supplier<String> samples) throws IOException {
		Optional<InputStream> kept = this.kept.find(index, samples);
		if (kept.isEmpty() && this.shares) {
			kept = answer(() -> this.keptChunks.find(this.shared.id(), this.shared.plan(), index), Optional.empty());
		}
		if (kept.isPresent()) {
			beginToShare();
			noteFound(index);
		}
		return kept;
	}

	private synchronized void noteFound(int index) {
		this.found.add(index);
		if (this.takenSince.containsKey(index) && !this.overdue.contains(index)) {
			this.timeout = this.maxTimeout;
		}
	}

	@Override
	public void put(int index, Path file) throws IOException {
		this.kept.put(index, file);
		this.claimedAlone.remove(index);
		beginToShare();
	}

	private synchronized void beginToShare() {
		if (!this.shares && !this.ended && attempt(() -> this.encodings.share(this.shared, this.lease))) {
			this.shares = true;
			this.claimedAlone.forEach(this::claimShared);
			this.claimedAlone.clear();
		}
	}

	@Override
	public boolean isShared() {
		return this.shares;
	}

	@Override
	public boolean claim(int index) {
		if (!this.shares) {
			this.claimedAlone.add(index);
			return true;
		}
		return (claimShared(index) || !isTaken(index)) && !isFoundNext(index);
	}

	private boolean claimShared(int index) {
		return answer(() -> this.encodings.claim(this.shared.id(), this.shared.plan(), index, this.shared.converter()),
				true);
	}

	/**
	 * Returns whether a chunk was kept after it was looked for, as its segment may have
	 * waited for an encoder for long. One that was found before could not be read.
	 */
	private boolean isFoundNext(int index) {
		return !this.found.contains(index)
				&& answer(() -> this.keptChunks.has(this.shared.id(), this.shared.plan(), index), false);
	}

	@Override
	public boolean isTaken(int index) {
		boolean taken = this.shares && answer(
				() -> this.encodings.isTaken(this.shared.id(), this.shared.plan(), index, this.shared.converter()),
				false);
		// another one may be slow; whichever keeps the chunk first, the bytes are the
		// same
		return taken && isWorthWaiting(index);
	}

	/**
	 * Returns whether to wait for a chunk. An unsuccessful wait halves the time limit,
	 * except for chunks that are already awaited, so slow helpers cost at most twice the
	 * first wait. A chunk that comes in time restores it.
	 */
	private synchronized boolean isWorthWaiting(int index) {
		long now = System.nanoTime();
		long since = this.takenSince.computeIfAbsent(index, (first) -> now);
		if (!this.overdue.contains(index) && now - since >= this.timeout.toNanos()) {
			this.overdue.add(index);
			if (since - this.halvedAt >= 0) {
				this.timeout = this.timeout.dividedBy(2);
				this.halvedAt = now;
			}
		}
		return !this.overdue.contains(index);
	}

	@Override
	public synchronized void stopSharing() {
		this.ended = true;
		if (this.shares) {
			this.shares = false;
			attempt(() -> this.encodings.end(this.shared));
		}
	}

	private boolean attempt(Runnable change) {
		return answer(() -> {
			change.run();
			return true;
		}, false);
	}

	private <T> T answer(Supplier<T> question, T otherwise) {
		try {
			return question.get();
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("Could not share conversion {} with other converters", this.shared.id(), ex);
			return otherwise;
		}
	}

	@Override
	public void close() {
		if (this.renewal != null) {
			this.renewal.cancel(false);
		}
		stopSharing();
	}

}
