package io.soundlift.converter.job;

import java.io.UncheckedIOException;
import java.time.Duration;

import com.mongodb.MongoException;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.FfmpegFailedException;
import io.soundlift.converter.ffmpeg.FfmpegMisuseException;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.FfmpegSessions;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.usage.StorageQuotaExceededException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.util.unit.DataSize;

/**
 * Executor of one attempt at a claimed conversion, which distinguishes failures that can
 * be retried.
 */
final class ConversionWorker {

	private static final Logger logger = LoggerFactory.getLogger(ConversionWorker.class);

	private final ConversionJob job;

	private final ConversionFinisher finisher;

	private final FfmpegSessions sessions;

	private final RunningSessions running;

	private final Heartbeats heartbeats;

	private final Failures failures;

	private final RetryPolicy retry;

	private final ConversionMeters meters;

	private final long maxVideoBytes;

	ConversionWorker(ConversionJob job, ConversionFinisher finisher, FfmpegSessions sessions, RunningSessions running,
			Heartbeats heartbeats, Failures failures, RetryPolicy retry, ConversionMeters meters,
			DataSize maxVideoSize) {
		this.job = job;
		this.finisher = finisher;
		this.sessions = sessions;
		this.running = running;
		this.heartbeats = heartbeats;
		this.failures = failures;
		this.retry = retry;
		this.meters = meters;
		this.maxVideoBytes = maxVideoSize.toBytes();
	}

	/**
	 * Runs the attempt and records its outcome.
	 * @param claimed the conversion that was just claimed
	 */
	void work(Conversion claimed) {
		if (this.retry.isExceededBy(claimed.attempt())) {
			this.finisher.finish(claimed, new Outcome.Failed(this.failures.workerCrashed()));
			return;
		}
		if (claimed.video().storedBytes() > this.maxVideoBytes) {
			this.finisher.finish(claimed, new Outcome.Failed(this.failures.of(Defect.VIDEO_TOO_LARGE)));
			return;
		}
		FfmpegSession session;
		try {
			session = this.sessions.open();
		}
		catch (UncheckedIOException ex) {
			this.finisher.finish(claimed, transientTrouble(claimed, ex));
			return;
		}
		try (session) {
			this.running.add(session);
			this.finisher.finish(claimed, attempt(claimed, session));
		}
		finally {
			this.running.remove(session);
		}
	}

	/**
	 * Ends an attempt that can't begin, because its message became a dead letter.
	 * @param claimed the conversion that was just claimed
	 * @return what was recorded
	 */
	Outcome abandon(Conversion claimed) {
		Outcome outcome = this.retry.allowsAfter(claimed.attempt())
				? new Outcome.Retry(this.retry.delayAfter(claimed.attempt()))
				: new Outcome.Failed(this.failures.deadLetter());
		this.finisher.finish(claimed, outcome);
		return outcome;
	}

	private Outcome attempt(Conversion claimed, FfmpegSession session) {
		logger.info("Begins conversion {}, attempt {}", claimed.id(), claimed.attempt());
		try (Heartbeat heartbeat = this.heartbeats.start(claimed, session)) {
			long begin = System.nanoTime();
			Outcome.Converted converted = this.job.run(claimed, session, heartbeat);
			this.meters.converted(Duration.ofMillis(converted.mp3().durationMillis()),
					Duration.ofNanos(System.nanoTime() - begin));
			return converted;
		}
		catch (UnusableVideoException ex) {
			logger.info("Conversion {} is impossible: {}, {}", claimed.id(), ex.defect(), ex.getMessage());
			return new Outcome.Failed(this.failures.of(ex.defect(), ex.audio()));
		}
		catch (StorageQuotaExceededException ex) {
			logger.info("The owner of conversion {} has no room for its MP3: {}", claimed.id(), ex.getMessage());
			return new Outcome.Failed(this.failures.storageQuotaExceeded(ex));
		}
		catch (StoppedException ex) {
			return switch (ex.reason()) {
				case TIME_LIMIT -> new Outcome.Failed(this.failures.timedOut());
				case CLAIM_LOST -> new Outcome.Lost();
				case SHUTDOWN -> new Outcome.CutOff();
			};
		}
		catch (UncheckedIOException ex) {
			if (ex.getCause() instanceof FileMissingException) {
				logger.warn("The video of conversion {} is not complete in the store", claimed.id(), ex);
				return new Outcome.Failed(this.failures.videoMissing());
			}
			return transientTrouble(claimed, ex);
		}
		catch (FfmpegMisuseException ex) {
			logger.error("Conversion {} can't succeed, whatever the number of attempts", claimed.id(), ex);
			return new Outcome.Failed(this.failures.gaveUp());
		}
		catch (FfmpegFailedException | DataAccessException | MongoException ex) {
			return transientTrouble(claimed, ex);
		}
		catch (RuntimeException ex) {
			// a defect of this program
			this.finisher.finish(claimed, transientTrouble(claimed, ex));
			throw ex;
		}
	}

	private Outcome transientTrouble(Conversion claimed, RuntimeException trouble) {
		logger.warn("Attempt {} at conversion {} failed", claimed.attempt(), claimed.id(), trouble);
		if (this.retry.allowsAfter(claimed.attempt())) {
			return new Outcome.Retry(this.retry.delayAfter(claimed.attempt()));
		}
		return new Outcome.Failed(this.failures.gaveUp());
	}

}
