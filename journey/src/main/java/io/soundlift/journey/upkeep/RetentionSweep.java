package io.soundlift.journey.upkeep;

import java.time.Duration;
import java.util.Optional;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.trace.JourneyTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removal of parts of ended conversions whose retention has ended.
 */
final class RetentionSweep {

	private static final Logger logger = LoggerFactory.getLogger(RetentionSweep.class);

	/** Time until the next check of a file that is being downloaded. */
	static final Duration AGAIN = Duration.ofMinutes(1);

	private final Retention retention;

	private final FileStore files;

	private final Deletion deletion;

	private final RemovalMeters meters;

	private final JourneyTracing tracing;

	private final Duration lease;

	private final int most;

	/**
	 * A sweep.
	 * @param lease how long the removal of one conversion's files may take before another
	 * process continues it
	 * @param most the maximum number of conversions in one pass
	 */
	RetentionSweep(Retention retention, FileStore files, Deletion deletion, RemovalMeters meters,
			JourneyTracing tracing, Duration lease, int most) {
		this.retention = retention;
		this.files = files;
		this.deletion = deletion;
		this.meters = meters;
		this.tracing = tracing;
		this.lease = lease;
		this.most = most;
	}

	/**
	 * Removes everything that is due. The next pass does what exceeds this one.
	 */
	void run() {
		Optional<Conversion> due = this.retention.takeDue(this.lease);
		for (int count = 1; due.isPresent(); count++) {
			remove(due.get());
			due = (count < this.most) ? this.retention.takeDue(this.lease) : Optional.empty();
		}
	}

	private void remove(Conversion conversion) {
		if (this.retention.isDue(conversion)) {
			removeAll(conversion);
			return;
		}
		if (this.retention.isVideoDue(conversion)) {
			removeVideo(conversion);
		}
		Mp3 mp3 = conversion.mp3();
		if (mp3 != null && this.retention.isMp3Due(conversion) && !removeMp3(conversion, mp3)) {
			this.retention.postpone(conversion, AGAIN);
			return;
		}
		this.retention.release(conversion);
	}

	private void removeAll(Conversion conversion) {
		if (this.retention.delete(conversion)) {
			this.meters.removed(RemovalKind.CONVERSION, 0);
			if (conversion.retention().videoRemovedAt() == null) {
				this.meters.removed(RemovalKind.VIDEO, conversion.video().storedBytes());
			}
			log(conversion, () -> logger.info("Removed conversion {}, which ended at {}", conversion.id(),
					conversion.finishedAt()));
			this.deletion.finish(conversion);
		}
	}

	private void removeVideo(Conversion conversion) {
		if (this.retention.removeVideo(conversion)) {
			this.meters.removed(RemovalKind.VIDEO, conversion.video().storedBytes());
			log(conversion, () -> logger.info("Removed the video of conversion {}, {} bytes", conversion.id(),
					conversion.video().storedBytes()));
		}
		this.files.delete(Bucket.VIDEOS, conversion.video().fileId());
	}

	private boolean removeMp3(Conversion conversion, Mp3 mp3) {
		if (this.retention.expireMp3(conversion)) {
			this.meters.removed(RemovalKind.MP3, mp3.file().sizeBytes());
			log(conversion, () -> logger.info("Removed the MP3 of conversion {}, {} bytes", conversion.id(),
					mp3.file().sizeBytes()));
		}
		// no new download can begin, but some may be running
		if (this.files.isBeingRead(mp3.file().fileId())) {
			return false;
		}
		this.files.delete(Bucket.MP3S, mp3.file().fileId());
		return true;
	}

	private void log(Conversion conversion, Runnable line) {
		this.tracing.log(conversion.trace(), conversion.id(), line);
	}

}
