package io.soundlift.converter.job;

import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recorder of the outcome of an attempt, unless the conversion has been claimed by
 * another converter.
 */
final class ConversionFinisher {

	private static final Logger logger = LoggerFactory.getLogger(ConversionFinisher.class);

	private final Claims claims;

	private final FileStore files;

	private final KeptChunks keptChunks;

	private final JourneyTracing tracing;

	private final ConversionMeters meters;

	ConversionFinisher(Claims claims, FileStore files, KeptChunks keptChunks, JourneyTracing tracing,
			ConversionMeters meters) {
		this.claims = claims;
		this.files = files;
		this.keptChunks = keptChunks;
		this.tracing = tracing;
		this.meters = meters;
	}

	/**
	 * Records the outcome of an attempt.
	 * @param claimed the conversion as it was claimed
	 * @param outcome how the attempt has ended
	 */
	void finish(Conversion claimed, Outcome outcome) {
		if (outcome instanceof Outcome.Converted converted) {
			complete(claimed, converted.mp3(), converted.peaks());
		}
		else if (outcome instanceof Outcome.Failed failed) {
			this.tracing.tag(JourneyAttributes.FAILURE_CODE, failed.failure().code());
			boolean recorded = this.claims.fail(claimed, failed.failure());
			if (recorded) {
				this.keptChunks.discard(claimed.id());
			}
			report(claimed, "failed: " + failed.failure().code(), recorded,
					() -> this.meters.failed(failed.failure().code()));
		}
		else if (outcome instanceof Outcome.Retry retry) {
			report(claimed, "is tried again in " + retry.delay(), this.claims.retryLater(claimed, retry.delay()),
					this.meters::retried);
		}
		else if (outcome instanceof Outcome.CutOff) {
			report(claimed, "is handed back", this.claims.handBack(claimed), this.meters::retried);
		}
		else {
			report(claimed, "was given up", false, this.meters::lost);
		}
	}

	private void complete(Conversion claimed, Mp3 mp3, byte[] peaks) {
		boolean completed = this.claims.complete(claimed, mp3, peaks);
		if (completed) {
			this.files.confirm(mp3.file());
			this.keptChunks.discard(claimed.id());
		}
		else {
			this.files.delete(Bucket.MP3S, mp3.file().fileId());
		}
		report(claimed, "completed: " + mp3.file().sizeBytes() + " bytes", completed, this.meters::completed);
	}

	private void report(Conversion claimed, String end, boolean recorded, Runnable count) {
		this.tracing.tag(JourneyAttributes.CLAIM_LOST, Boolean.toString(!recorded));
		if (recorded) {
			count.run();
			logger.info("Conversion {} {}", claimed.id(), end);
		}
		else {
			this.meters.lost();
			logger.info("Attempt {} at conversion {} does not count, it was deleted or taken over", claimed.attempt(),
					claimed.id());
		}
	}

}
