package io.soundlift.journey.upkeep;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.trace.JourneyTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Schedule of the upkeep. Several services may run it at once.
 */
final class UpkeepSchedule implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(UpkeepSchedule.class);

	/** More than run at a time, yet few enough to be read in a second. */
	private static final int COMPARED = 1000;

	private final ConversionUpkeep conversions;

	private final Retention retention;

	private final JourneyTracing tracing;

	private final BackgroundJob cleaning;

	private final BackgroundJob comparison;

	UpkeepSchedule(ConversionUpkeep conversions, ConversionQueue queue, Janitor janitor, Retention retention,
			RetentionSweep retentionSweep, OrphanSweep orphanSweep, JourneyTracing tracing) {
		this.conversions = conversions;
		this.retention = retention;
		this.tracing = tracing;
		this.cleaning = new BackgroundJob("upkeep", () -> {
			janitor.cleanUp();
			retentionSweep.run();
			int wrong = queue.correct(COMPARED);
			if (wrong > 0) {
				logger.debug("The queue was wrong about {} conversions", wrong);
			}
		});
		this.comparison = new BackgroundJob("orphan-sweep", orphanSweep::run);
	}

	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void wakeOverdueConversions() {
		Optional<Conversion> woken = this.conversions.wakeOverdue();
		while (woken.isPresent()) {
			logWoken(woken.get());
			woken = this.conversions.wakeOverdue();
		}
	}

	private void logWoken(Conversion conversion) {
		this.tracing.log(conversion.trace(), conversion.id(),
				() -> logger.info("Conversion {} had no progress in state {} and gets a fresh message", conversion.id(),
						conversion.state()));
	}

	@Scheduled(fixedDelay = 60, timeUnit = TimeUnit.SECONDS)
	void cleanUp() {
		this.cleaning.begin();
	}

	/** Delayed, so that gateways that have just started serve requests first. */
	@Scheduled(initialDelay = 10, fixedDelay = 24 * 60, timeUnit = TimeUnit.MINUTES)
	void lookForOrphans() {
		this.comparison.begin();
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
	void reconsiderRetention() {
		long count = this.retention.reconsider();
		if (count > 0) {
			logger.info("Retention now applies to {} conversions that were kept without limit before", count);
		}
	}

	@Override
	public void close() {
		this.cleaning.close();
		this.comparison.close();
	}

}
