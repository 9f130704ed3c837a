package io.soundlift.converter.growing;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.FfmpegSessions;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.GrowingUpload;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Monitor of incomplete uploads: starts work on those whose bytes arrive fast enough,
 * while conversions leave an encoder free, and ends the work when the upload ends.
 */
final class GrowingWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(GrowingWatch.class);

	private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

	/**
	 * Time after which a new upload is looked at again; gateways commit twice a second.
	 */
	private static final Duration SECOND_LOOK = Duration.ofMillis(600);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	/** How often work on an upload is resumed after a pause. */
	private static final int MAX_PAUSES = 3;

	/** An upload and the copy that its conversion needs. */
	private static final int COPIES = 2;

	private final GrowingUploads uploads;

	private final KeptChunks keptChunks;

	private final UploadHandovers handovers;

	private final GrowingJob job;

	private final FfmpegSessions sessions;

	private final EncoderSlots slots;

	private final JourneyTracing tracing;

	private final Pace pace;

	private final int concurrency;

	private final String worker;

	private final Duration lease;

	private final Map<String, FfmpegSession> running = new ConcurrentHashMap<>();

	private final Map<String, Sight> seen = new HashMap<>();

	/** Whether the last look has found an upload for the first time. */
	private boolean foundNew;

	/** Number of pauses of each upload. */
	private final RecentIds pauses = new RecentIds();

	/** Turn in which each owner was last served. */
	private final RecentIds turns = new RecentIds();

	private long turn;

	private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1,
			new DaemonThreads("growing-watch"), new ThreadPoolExecutor.DiscardPolicy());

	private final ExecutorService workers = Executors.newCachedThreadPool(new DaemonThreads("growing"));

	/**
	 * Creates a watch that is not started yet.
	 * @param concurrency maximum number of uploads to work on at a time, at least 1
	 * @param worker name of this converter in claims
	 * @param lease how long a claim holds without a heartbeat
	 */
	GrowingWatch(GrowingUploads uploads, KeptChunks keptChunks, UploadHandovers handovers, GrowingJob job,
			FfmpegSessions sessions, EncoderSlots slots, JourneyTracing tracing, Pace pace, int concurrency,
			String worker, Duration lease) {
		this.uploads = uploads;
		this.keptChunks = keptChunks;
		this.handovers = handovers;
		this.job = job;
		this.sessions = sessions;
		this.slots = slots;
		this.tracing = tracing;
		this.pace = pace;
		this.concurrency = concurrency;
		this.worker = worker;
		this.lease = lease;
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Starts to check at regular intervals.
	 */
	void start() {
		long millis = LOOK_INTERVAL.toMillis();
		this.scheduler.scheduleWithFixedDelay(this::lookSafely, millis, millis, TimeUnit.MILLISECONDS);
	}

	private void lookSafely() {
		try {
			this.foundNew = false;
			look();
			if (this.foundNew) {
				this.scheduler.schedule(this::lookSafely, SECOND_LOOK.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (DataAccessException | MongoException ex) {
			logger.warn("Could not look for uploads on their way", ex);
		}
		catch (RuntimeException ex) {
			// the outermost handler: the next check runs all the same
			logger.error("A fault while looking for uploads on their way", ex);
		}
	}

	/**
	 * Checks once.
	 */
	void look() {
		this.running.forEach(this::keepUp);
		if (this.running.size() >= this.concurrency || !this.slots.hasSpare()) {
			return;
		}
		List<GrowingUpload> active = this.uploads.active();
		this.seen.keySet().retainAll(active.stream().map(GrowingUpload::id).collect(Collectors.toSet()));
		List<GrowingUpload> inTurn = active.stream()
			.sorted(Comparator.comparingLong((upload) -> this.turns.get(upload.owner())))
			.toList();
		for (GrowingUpload upload : inTurn) {
			if (isWorthIt(upload) && isFast(upload) && this.running.size() < this.concurrency
					&& hasRoom(upload, COPIES, this.job.maxSampleBytes()) && !this.uploads.isClaimed(upload.id())
					&& this.uploads.claim(upload.id(), this.worker, this.lease)) {
				begin(upload);
			}
		}
	}

	private void keepUp(String id, FfmpegSession session) {
		Optional<GrowingUpload> upload = this.uploads.find(id);
		if (upload.isEmpty() || upload.get().isOver() || !this.uploads.renew(id, this.worker, this.lease)) {
			session.stop(StopReason.CLAIM_LOST);
		}
		else if (upload.get().isComplete() && !this.slots.hasSpare()) {
			// conversions need the encoders now, and the upload's own conversion finds
			// what is kept
			session.stop(StopReason.CLAIM_LOST);
		}
		else if (!hasRoom(upload.get(), 1, 0)) {
			logger.warn("The disk gets full, so upload {} is left until it is complete", id);
			settle(id);
			session.stop(StopReason.SHUTDOWN);
		}
	}

	/**
	 * Returns whether enough disk space would be left for conversions.
	 * @param copies how often the video is still going to be written
	 * @param samples number of bytes of samples to be written
	 */
	private boolean hasRoom(GrowingUpload upload, int copies, long samples) {
		Long length = upload.length();
		return length != null && (this.sessions.usableBytes() - samples) / copies >= length;
	}

	private boolean isWorthIt(GrowingUpload upload) {
		Long length = upload.length();
		return length != null && length <= this.job.maxBytes() && !this.running.containsKey(upload.id())
				&& this.pauses.get(upload.id()) < MAX_PAUSES && GrowingJob.isPossible(upload.options());
	}

	private boolean isFast(GrowingUpload upload) {
		long now = System.nanoTime();
		long bytes = upload.file().sizeBytes();
		this.foundNew |= !this.seen.containsKey(upload.id());
		Sight first = this.seen.computeIfAbsent(upload.id(), (id) -> new Sight(now, bytes));
		long nanos = now - first.nanos();
		if (bytes > first.bytes() && this.pace.isKeptBy(bytes - first.bytes(), nanos)) {
			return true;
		}
		if (nanos > this.pace.pause().toNanos()) {
			this.seen.put(upload.id(), new Sight(now, bytes));
		}
		return false;
	}

	private void begin(GrowingUpload upload) {
		this.seen.remove(upload.id());
		this.turns.set(upload.owner(), ++this.turn);
		FfmpegSession session;
		try {
			session = this.sessions.open();
		}
		catch (RuntimeException ex) {
			this.uploads.release(upload.id(), this.worker);
			throw ex;
		}
		this.running.put(upload.id(), session);
		this.workers.execute(() -> this.tracing.log(upload.trace(), upload.id(), () -> work(upload, session)));
	}

	private void work(GrowingUpload upload, FfmpegSession session) {
		try (session; UploadHandovers.Handover handover = this.handovers.begin(upload.id())) {
			encode(upload, session, handover);
			handover.await();
		}
	}

	private void encode(GrowingUpload upload, FfmpegSession session, UploadHandovers.Handover handover) {
		logger.info("Begins to encode upload {} before its end", upload.id());
		boolean keeps = false;
		boolean settles = true;
		try {
			this.job.run(upload, session, handover);
			logger.info("Upload {} was encoded as far as it can be", upload.id());
		}
		catch (StoppedException ex) {
			// another converter or the conversion goes on with what is kept
			keeps = ex.reason() != StopReason.TIME_LIMIT;
			settles = !keeps;
			handover.end();
			logger.info("Encodes no more of upload {}: {}", upload.id(), ex.reason());
		}
		catch (UploadPausedException ex) {
			settles = false;
			this.pauses.set(upload.id(), this.pauses.get(upload.id()) + 1);
			logger.info("Upload {} has paused, so what was encoded of it is removed: {}", upload.id(), ex.getMessage());
		}
		catch (IOException | RuntimeException ex) {
			logger.info("Upload {} can't be encoded before its end: {}", upload.id(), ex.toString());
			logger.debug("Why upload {} can't be encoded before its end", upload.id(), ex);
		}
		finally {
			if (settles) {
				settle(upload.id());
			}
			end(upload.id(), keeps);
		}
	}

	/**
	 * Hands an upload over to its conversion.
	 */
	private void settle(String id) {
		this.pauses.set(id, MAX_PAUSES);
	}

	private void end(String id, boolean keeps) {
		try {
			boolean useless = !keeps && this.uploads.find(id).filter(GrowingUpload::isComplete).isEmpty();
			if (useless || !this.keptChunks.isAwaited(id)) {
				this.keptChunks.discard(id);
			}
			this.uploads.release(id, this.worker);
		}
		catch (DataAccessException | MongoException ex) {
			// the claim lapses, and what is kept is deleted with the upload
			logger.warn("Could not end the work on upload {}", id, ex);
		}
		finally {
			this.running.remove(id);
		}
	}

	/**
	 * Returns the number of uploads that are being worked on.
	 */
	int running() {
		return this.running.size();
	}

	/**
	 * Stops all work. Kept chunks stay, for another converter or the conversion.
	 */
	@Override
	public void close() {
		this.scheduler.shutdown();
		try {
			// what is being claimed begins before all that runs is stopped
			this.scheduler.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			this.running.values().forEach((session) -> session.stop(StopReason.SHUTDOWN));
			this.handovers.end();
			this.workers.shutdown();
			if (!this.workers.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("{} uploads are still worked on; their claims will lapse", running());
			}
		}
		catch (InterruptedException ex) {
			this.running.values().forEach((session) -> session.stop(StopReason.SHUTDOWN));
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * First observation of an upload.
	 */
	private record Sight(long nanos, long bytes) {
	}

}
