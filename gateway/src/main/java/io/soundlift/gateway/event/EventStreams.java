package io.soundlift.gateway.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.revocation.KnownRevocations;
import io.soundlift.gateway.signin.SignInsInUse;
import io.soundlift.support.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * All event streams of this gateway, and the one thread that serves them: it queries for
 * changes while there are streams, and ends those whose time is over, whose token was
 * revoked, or whose session has ended. Stops before the web server waits for its
 * requests.
 */
@Component
final class EventStreams implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EventStreams.class);

	private static final Duration PERIOD = Duration.ofMillis(500);

	/** At most this share of the time is spent on queries. */
	private static final int COST_FACTOR = 4;

	private static final Duration SESSION_CHECK_PERIOD = Duration.ofSeconds(5);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

	private final Queue<EventStream> joining = new ConcurrentLinkedQueue<>();

	private final ChangeReader reader;

	private final KnownRevocations revocations;

	private final SignInsInUse signIns;

	private final Clock clock;

	private Instant sessionCheckAt = Instant.MIN;

	private boolean storeWorks = true;

	private volatile boolean stopping;

	private volatile @Nullable ScheduledThreadPoolExecutor thread;

	EventStreams(ChangeReader reader, KnownRevocations revocations, SignInsInUse signIns, Clock clock) {
		this.reader = reader;
		this.revocations = revocations;
		this.signIns = signIns;
		this.clock = clock;
	}

	/**
	 * Refuses a stream that would end at once.
	 * @throws Problem {@link ProblemType#SHUTTING_DOWN} if this gateway is being stopped
	 */
	void requireOpen() {
		if (this.stopping) {
			throw new Problem(ProblemType.SHUTTING_DOWN, "This server is being replaced. Ask again.")
				.retryAfter(RETRY_AFTER);
		}
	}

	void add(EventStream stream) {
		this.streams.add(stream);
		this.joining.add(stream);
		if (this.stopping) {
			stream.end();
		}
	}

	/**
	 * Returns the streams that have not ended.
	 */
	Set<EventStream> open() {
		this.streams.removeIf(EventStream::isReleased);
		return this.streams;
	}

	private void work(ScheduledThreadPoolExecutor executor) {
		long begin = System.nanoTime();
		try {
			if (!this.streams.isEmpty()) {
				endWhatIsOver();
				tellChanges();
			}
			if (!this.storeWorks) {
				logger.info("Changes of conversions are sent again");
			}
			this.storeWorks = true;
		}
		catch (DataAccessException | MongoException ex) {
			if (this.storeWorks) {
				logger.warn("Changes of conversions can't be read; they are sent later", ex);
			}
			this.storeWorks = false;
		}
		catch (RuntimeException ex) {
			logger.error("Changes of conversions can't be sent", ex);
		}
		long cost = (System.nanoTime() - begin) * COST_FACTOR;
		if (!executor.isShutdown()) {
			executor.schedule(() -> work(executor), Math.max(PERIOD.toNanos(), cost), TimeUnit.NANOSECONDS);
		}
	}

	private void tellChanges() {
		for (EventStream next = this.joining.peek(); next != null; next = this.joining.peek()) {
			if (!next.isReleased()) {
				this.reader.add(next);
			}
			this.joining.remove();
		}
		this.reader.look();
	}

	private void endWhatIsOver() {
		Instant now = this.clock.instant();
		for (EventStream stream : open()) {
			Subscription subscription = stream.subscription();
			if (!now.isBefore(subscription.until()) || this.revocations.validate(subscription.token()).hasErrors()) {
				stream.end();
			}
			stream.check();
		}
		if (!now.isBefore(this.sessionCheckAt)) {
			endThoseWithoutSession();
			this.sessionCheckAt = now.plus(SESSION_CHECK_PERIOD);
		}
	}

	private void endThoseWithoutSession() {
		List<EventStream> ofBrowsers = this.streams.stream()
			.filter((stream) -> stream.subscription().signIn() != null)
			.toList();
		if (ofBrowsers.isEmpty()) {
			return;
		}
		Set<String> ids = ofBrowsers.stream()
			.map((stream) -> Objects.requireNonNull(stream.subscription().signIn()))
			.collect(Collectors.toSet());
		Set<String> inUse = this.signIns.among(ids);
		ofBrowsers.stream()
			.filter((stream) -> !inUse.contains(Objects.requireNonNull(stream.subscription().signIn())))
			.forEach(EventStream::end);
	}

	@Override
	public void start() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, new DaemonThreads("event-streams"));
		executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.stopping = false;
		this.thread = executor;
		executor.execute(() -> work(executor));
	}

	/**
	 * Ends all streams, so that clients reconnect to another gateway and the shutdown
	 * does not wait for them.
	 */
	@Override
	public void stop() {
		this.stopping = true;
		ScheduledThreadPoolExecutor executor = this.thread;
		if (executor != null) {
			executor.shutdown();
		}
		this.thread = null;
		this.streams.forEach(EventStream::end);
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

}
