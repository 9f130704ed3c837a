package io.soundlift.converter.fleet;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.FfmpegSessions;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.SharedEncoding;
import io.soundlift.journey.conversion.SharedEncodings;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Monitor of the conversions that other converters share: helps with them while this one
 * has encoders to spare.
 */
final class FleetWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FleetWatch.class);

	private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(2);

	private static final int LOOKS_PER_REMOVAL = 10;

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * Room for the videos of this converter's own conversions, besides the one to help
	 * with.
	 */
	private static final int COPIES = 2;

	/** More conversions than are shared at a time. */
	private static final int MAX_ENDED = 1000;

	/** Time after which help that has failed begins again. */
	private static final Duration RETRY_DELAY = Duration.ofMinutes(5);

	private final SharedEncodings encodings;

	private final Conversions conversions;

	private final KeptChunks keptChunks;

	private final ChunkHelper helper;

	private final FfmpegSessions sessions;

	private final EncoderSlots slots;

	private final JourneyTracing tracing;

	private final String converter;

	private final String encoder;

	private final int concurrency;

	private final long maxVideoBytes;

	private final Duration lease;

	/** By the ids of conversions. */
	private final Map<String, Help> helping = new ConcurrentHashMap<>();

	/**
	 * Conversions that this converter has helped with, the latest of them, each with the
	 * time since when it may help again; none if it has come to the end.
	 */
	private final Map<SharedEncoding, Optional<Instant>> ended = Collections.synchronizedMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<SharedEncoding, Optional<Instant>> eldest) {
			return size() > MAX_ENDED;
		}

	});

	private int looks;

	private final ScheduledExecutorService scheduler = Executors
		.newSingleThreadScheduledExecutor(new DaemonThreads("fleet-watch"));

	private final ExecutorService workers = Executors.newCachedThreadPool(new DaemonThreads("fleet-help"));

	/**
	 * Creates a watch that is not started yet.
	 * @param converter name of this converter in claims
	 * @param encoder name of this converter's encoder
	 * @param concurrency maximum number of conversions to help with at a time, at least 1
	 * @param maxVideoBytes maximum length of a video
	 * @param lease how long claims hold without a sign of life
	 */
	FleetWatch(SharedEncodings encodings, Conversions conversions, KeptChunks keptChunks, ChunkHelper helper,
			FfmpegSessions sessions, EncoderSlots slots, JourneyTracing tracing, String converter, String encoder,
			int concurrency, long maxVideoBytes, Duration lease) {
		this.encodings = encodings;
		this.conversions = conversions;
		this.keptChunks = keptChunks;
		this.helper = helper;
		this.sessions = sessions;
		this.slots = slots;
		this.tracing = tracing;
		this.converter = converter;
		this.encoder = encoder;
		this.maxVideoBytes = maxVideoBytes;
		this.concurrency = concurrency;
		this.lease = lease;
	}

	/**
	 * Starts to check at regular intervals.
	 */
	void start() {
		long millis = Math.min(LONGEST_INTERVAL.toMillis(), this.lease.dividedBy(3).toMillis());
		this.scheduler.scheduleWithFixedDelay(this::lookSafely, millis, millis, TimeUnit.MILLISECONDS);
	}

	private void lookSafely() {
		try {
			look();
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("Could not look for conversions to help with", ex);
		}
		catch (RuntimeException ex) {
			// the outermost handler: the next check runs all the same
			logger.error("A fault while looking for conversions to help with", ex);
		}
	}

	/**
	 * Checks once.
	 */
	void look() {
		if (this.looks++ % LOOKS_PER_REMOVAL == 0) {
			this.encodings.removeAbandoned();
		}
		List<SharedEncoding> open = this.encodings.open();
		this.helping.values().forEach((help) -> keepUp(help, open));
		for (SharedEncoding shared : open) {
			if (!hasEncoderToSpare()) {
				return;
			}
			if (isPossible(shared)) {
				this.conversions.find(shared.id()).filter(this::isPossible).ifPresent((found) -> begin(shared, found));
			}
		}
	}

	private boolean hasEncoderToSpare() {
		return this.helping.size() < this.concurrency && this.slots.hasSpare();
	}

	private boolean isPossible(SharedEncoding shared) {
		return shared.maxHelpers() > 0 && !shared.converter().equals(this.converter)
				&& shared.encoder().equals(this.encoder) && !this.helping.containsKey(shared.id()) && isDue(shared);
	}

	private boolean isDue(SharedEncoding shared) {
		Optional<Instant> again = this.ended.get(shared);
		return again == null || again.filter(Instant.now()::isAfter).isPresent();
	}

	private boolean isPossible(Conversion conversion) {
		long bytes = conversion.video().storedBytes();
		return conversion.state() == ConversionState.CONVERTING && bytes <= this.maxVideoBytes
				&& (this.sessions.usableBytes() - this.helper.maxSampleBytes()) / COPIES >= bytes;
	}

	private void keepUp(Help help, List<SharedEncoding> open) {
		SharedEncoding shared = help.shared();
		boolean own = open.stream()
			.anyMatch((other) -> other.id().equals(shared.id()) && other.converter().equals(this.converter));
		if (own || !this.encodings.renew(shared.id(), shared.plan(), this.converter, this.lease)) {
			help.session().stop(StopReason.CLAIM_LOST);
		}
		else if (this.sessions.usableBytes() < help.videoBytes()) {
			logger.warn("The disk gets full, so conversion {} is left to its own converter", shared.id());
			help.session().stop(StopReason.SHUTDOWN);
		}
	}

	private void begin(SharedEncoding shared, Conversion conversion) {
		if (!this.encodings.join(shared, this.converter, this.lease)) {
			return;
		}
		FfmpegSession session;
		try {
			session = this.sessions.open();
		}
		catch (UncheckedIOException ex) {
			logger.warn("Could not begin to help with conversion {}", shared.id(), ex);
			end(shared, false);
			return;
		}
		this.helping.put(shared.id(), new Help(shared, session, conversion.video().storedBytes()));
		this.workers.execute(() -> work(shared, conversion, session));
	}

	private void work(SharedEncoding shared, Conversion conversion, FfmpegSession session) {
		boolean finished = false;
		try (session) {
			this.tracing.continued(conversion.outbox().videoUploaded().trace(), "audio.encode.help", conversion.id(),
					() -> help(shared, conversion, session));
			finished = true;
		}
		catch (StoppedException | CancellationException ex) {
			logger.info("Helps no more with conversion {}: {}", conversion.id(), ex.getMessage());
		}
		catch (RuntimeException ex) {
			// whatever it is, the conversion's own converter meets it, too
			logger.info("Can't help with conversion {}: {}", conversion.id(), ex.toString());
			logger.debug("Why conversion {} can't be helped with", conversion.id(), ex);
		}
		finally {
			end(shared, finished);
		}
	}

	private void help(SharedEncoding shared, Conversion conversion, FfmpegSession session) {
		logger.info("Helps {} with conversion {}", shared.converter(), conversion.id());
		OptionalInt encoded = this.helper.help(conversion, shared.plan(), session,
				new HelpedParts(this.encodings, this.keptChunks, shared, this.converter));
		this.tracing.tag(JourneyAttributes.ENCODE_CHUNKS, encoded.orElse(0));
		logger.info("Has encoded {} chunks of conversion {}", encoded.orElse(0), conversion.id());
		if (encoded.isPresent()) {
			this.encodings.needsNoMore(shared);
		}
	}

	private void end(SharedEncoding shared, boolean finished) {
		this.ended.put(shared, finished ? Optional.empty() : Optional.of(Instant.now().plus(RETRY_DELAY)));
		// first, so that the claims are hardly ever renewed afterwards
		this.helping.remove(shared.id());
		try {
			this.encodings.leave(shared.id(), this.converter);
		}
		catch (DataAccessException | MongoException ex) {
			// its claims lapse
			logger.warn("Could not end the help with conversion {}", shared.id(), ex);
		}
	}

	/**
	 * Returns the number of conversions that this converter helps with.
	 */
	int helping() {
		return this.helping.size();
	}

	/**
	 * Stops all help. Kept chunks stay.
	 */
	@Override
	public void close() {
		this.scheduler.shutdown();
		try {
			// what begins just now does so before all is stopped
			this.scheduler.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			this.helping.values().forEach((help) -> help.session().stop(StopReason.SHUTDOWN));
			this.workers.shutdown();
			if (!this.workers.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("{} conversions are still helped with; their claims will lapse", helping());
			}
		}
		catch (InterruptedException ex) {
			this.helping.values().forEach((help) -> help.session().stop(StopReason.SHUTDOWN));
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Help with one conversion.
	 */
	private record Help(SharedEncoding shared, FfmpegSession session, long videoBytes) {
	}

}
