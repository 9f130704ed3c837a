package io.soundlift.gateway.backlog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.journey.conversion.Backlog;
import io.soundlift.journey.conversion.BacklogReader;
import io.soundlift.journey.conversion.ConversionState;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gauges of the backlog as of the last reading. The backlog is read on a schedule, so
 * that a scrape costs nothing.
 */
@Component
final class BacklogMeters {

	private final BacklogReader reader;

	private final Clock clock;

	private volatile Backlog last = Backlog.NONE;

	BacklogMeters(MongoDatabaseFactory databases, Clock clock, MeterRegistry meters) {
		this.reader = new BacklogReader(databases);
		this.clock = clock;
		conversions(meters, ConversionState.QUEUED, (backlog) -> backlog.queued());
		conversions(meters, ConversionState.CONVERTING, (backlog) -> backlog.converting());
		Gauge.builder("soundlift.queue.oldest.age", this, (self) -> self.age(self.last.oldestQueued()))
			.description("Time since the oldest queued conversion was uploaded")
			.baseUnit("seconds")
			.register(meters);
		Gauge.builder("soundlift.outbox.unpublished", this, (self) -> self.last.unpublished())
			.description("Events that the broker has not confirmed yet")
			.register(meters);
		Gauge.builder("soundlift.outbox.oldest.age", this, (self) -> self.age(self.last.oldestUnpublished()))
			.description("Time since the oldest of these events happened")
			.baseUnit("seconds")
			.register(meters);
	}

	/**
	 * Reads the backlog. While the store is unavailable, the last values stay and ages
	 * keep growing.
	 */
	@Scheduled(fixedDelay = 15, timeUnit = TimeUnit.SECONDS)
	void look() {
		this.last = this.reader.read();
	}

	private void conversions(MeterRegistry meters, ConversionState state, ToDoubleFunction<Backlog> count) {
		Gauge.builder("soundlift.conversions", this, (self) -> count.applyAsDouble(self.last))
			.description("Conversions that have not ended")
			.tag("state", state.name())
			.register(meters);
	}

	private double age(@Nullable Instant since) {
		return (since != null) ? Math.max(0, Duration.between(since, this.clock.instant()).toMillis() / 1000.0) : 0;
	}

}
