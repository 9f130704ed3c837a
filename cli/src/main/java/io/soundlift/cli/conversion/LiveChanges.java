package io.soundlift.cli.conversion;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.soundlift.cli.console.Http;
import org.jspecify.annotations.Nullable;

/**
 * Source of changes from server-sent events. Without a stream, because the server
 * supports none, refuses another one or does not respond, the server has to be polled at
 * the usual interval; with a stream it is still polled occasionally, so that a silent
 * stream does no harm.
 */
final class LiveChanges implements Changes {

	/** Polling interval while a stream is open. Keep-alives arrive every 5 s. */
	static final Duration CHECK_INTERVAL = Duration.ofSeconds(15);

	/** As the server requests. */
	static final Duration RETRY_DELAY = Duration.ofSeconds(2);

	/** More than a screen shows; when the queue is full, the server has to wait. */
	private static final int MAX_PENDING = 100;

	private final ConversionsApi api;

	private final String path;

	private final Duration checkInterval;

	private final Duration retryDelay;

	private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(MAX_PENDING);

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Thread reader = new Thread(this::read, "events");

	private volatile boolean open;

	private volatile long lastSign = System.nanoTime();

	private volatile @Nullable InputStream stream;

	private @Nullable String lastId;

	/**
	 * Creates a source.
	 * @param api the server
	 * @param path path of the stream
	 * @param checkInterval polling interval while a stream is open
	 * @param retryDelay delay before a stream is reopened
	 */
	LiveChanges(ConversionsApi api, String path, Duration checkInterval, Duration retryDelay) {
		this.api = api;
		this.path = path;
		this.checkInterval = checkInterval;
		this.retryDelay = retryDelay;
		this.reader.setDaemon(true);
	}

	/**
	 * Opens the stream of one conversion.
	 */
	static LiveChanges ofConversion(ConversionsApi api, String id) {
		return new LiveChanges(api, ConversionsApi.path(id) + "/events", CHECK_INTERVAL, RETRY_DELAY).begin();
	}

	/**
	 * Opens the stream of all conversions of the account.
	 */
	static LiveChanges ofAccount(ConversionsApi api) {
		return new LiveChanges(api, "/api/conversions/events", CHECK_INTERVAL, RETRY_DELAY).begin();
	}

	LiveChanges begin() {
		this.reader.start();
		return this;
	}

	@Override
	public Optional<Conversion> next() throws InterruptedException {
		long begin = System.nanoTime();
		while (true) {
			Duration interval = this.open ? this.checkInterval : Waiting.INTERVAL;
			Signal signal = this.signals.poll(interval.toNanos() - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
			if (signal == null) {
				dropSilentStream();
				return Optional.empty();
			}
			if (signal.conversion() != null || signal.ask()) {
				return Optional.ofNullable(signal.conversion());
			}
		}
	}

	/** A connection may be dead without either side noticing. */
	private void dropSilentStream() {
		if (this.open && System.nanoTime() - this.lastSign > this.checkInterval.toNanos()) {
			closeStream();
		}
	}

	private void read() {
		try {
			Duration pause = readStream();
			while (pause != null && !this.closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
				pause = readStream();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Reads a stream to its end.
	 * @return time after which the next one may be opened; {@code null} if there is none
	 */
	private @Nullable Duration readStream() throws InterruptedException {
		try {
			HttpResponse<InputStream> response = this.api.events(this.path, this.lastId);
			try (InputStream body = response.body()) {
				if (!isStream(response)) {
					return pauseAfterRefusal(response);
				}
				this.stream = body;
				this.lastSign = System.nanoTime();
				this.open = true;
				readEvents(body);
			}
			return this.retryDelay;
		}
		// even for a defect of ours: the server is polled then
		catch (IOException | RuntimeException ex) {
			return this.retryDelay;
		}
		finally {
			if (this.open) {
				this.open = false;
				this.stream = null;
				this.signals.put(Signal.ASK);
			}
		}
	}

	/**
	 * An older server does not support streams, and the stream of an ended conversion is
	 * complete.
	 */
	private @Nullable Duration pauseAfterRefusal(HttpResponse<?> response) {
		if (response.statusCode() != 429 && response.statusCode() < 500) {
			return null;
		}
		Duration wanted = Problem.retryAfter(response.headers());
		return (wanted != null && wanted.compareTo(this.retryDelay) > 0) ? wanted : this.retryDelay;
	}

	private static boolean isStream(HttpResponse<?> response) {
		return response.statusCode() == 200
				&& response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
	}

	private void readEvents(InputStream body) throws IOException, InterruptedException {
		EventReader events = new EventReader(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)),
				this.lastId);
		EventReader.Event event = events.next();
		while (event != null && this.closed.getCount() > 0) {
			this.lastSign = System.nanoTime();
			this.signals.put(Signal.of(event));
			this.lastId = events.lastId();
			event = events.next();
		}
	}

	private void closeStream() {
		InputStream open = this.stream;
		if (open != null) {
			try {
				open.close();
			}
			catch (IOException ex) {
				// the reader finds it closed, or broken, which is equivalent
			}
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		closeStream();
		this.reader.interrupt();
	}

	/**
	 * Meaning of an event for a waiting thread.
	 *
	 * @param conversion current state of a conversion; {@code null} if the event has none
	 * @param ask whether the server has to be polled
	 */
	private record Signal(@Nullable Conversion conversion, boolean ask) {

		static final Signal ASK = new Signal(null, true);

		static final Signal ALIVE = new Signal(null, false);

		static Signal of(EventReader.Event event) {
			return switch (event.name()) {
				case "conversion" -> new Signal(Http.parse(event.data(), Conversion.class), false);
				case "alive" -> ALIVE;
				// a conversion was deleted, events were lost, or the server is newer than
				// this program
				default -> ASK;
			};
		}

	}

}
