package io.soundlift.journey.upkeep;

import java.time.Clock;
import java.time.Duration;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.UnfinishedFile;
import io.soundlift.journey.trace.JourneyTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removal of what crashes leave: files that no conversion refers to, kept chunks of ended
 * conversions, and unfinished deletions. Files that a conversion refers to are never
 * removed.
 */
final class Janitor {

	private static final Logger logger = LoggerFactory.getLogger(Janitor.class);

	/**
	 * Greatest number of deletions that are finished in one pass. The next pass does the
	 * rest.
	 */
	private static final int MOST = 500;

	private final Conversions conversions;

	private final FileStore files;

	private final KeptChunks keptChunks;

	private final Deletion deletion;

	private final RemovalMeters meters;

	private final JourneyTracing tracing;

	private final Duration stallTimeout;

	private final Clock clock;

	/**
	 * A janitor.
	 * @param stallTimeout how long a write or a deletion may stall
	 */
	Janitor(Conversions conversions, FileStore files, KeptChunks keptChunks, Deletion deletion, RemovalMeters meters,
			JourneyTracing tracing, Duration stallTimeout, Clock clock) {
		this.conversions = conversions;
		this.files = files;
		this.keptChunks = keptChunks;
		this.deletion = deletion;
		this.meters = meters;
		this.tracing = tracing;
		this.stallTimeout = stallTimeout;
		this.clock = clock;
	}

	void cleanUp() {
		this.files.forgetLapsedReadings();
		for (Conversion deleted : this.conversions.deletedBefore(this.clock.instant().minus(this.stallTimeout), MOST)) {
			if (this.deletion.finish(deleted)) {
				this.tracing.log(deleted.trace(), deleted.id(),
						() -> logger.info("Finished the deletion of conversion {}", deleted.id()));
			}
		}
		for (UnfinishedFile file : this.files.unfinishedFor(this.stallTimeout)) {
			cleanUp(file);
		}
	}

	private void cleanUp(UnfinishedFile file) {
		String conversionId = file.conversionId();
		if (isKeptChunkOfAwaitedConversion(file)) {
			return;
		}
		if (!file.deleting() && conversionId != null && this.conversions.refersTo(conversionId, file.fileId())) {
			this.files.confirm(file);
		}
		else {
			this.files.removeUnfinished(file, this.stallTimeout).ifPresent((bytes) -> removed(file, bytes));
		}
	}

	private void removed(UnfinishedFile file, long bytes) {
		this.meters.removed(RemovalKind.ABANDONED, bytes);
		logger.info("Removed file {} of {} with some {} bytes, which nothing refers to", file.fileId(), file.bucket(),
				bytes);
		String conversionId = file.conversionId();
		if (file.bucket() == Bucket.KEPT_CHUNKS && conversionId != null) {
			this.keptChunks.discard(conversionId);
		}
	}

	private boolean isKeptChunkOfAwaitedConversion(UnfinishedFile file) {
		String conversionId = file.conversionId();
		return file.bucket() == Bucket.KEPT_CHUNKS && !file.deleting() && conversionId != null
				&& this.conversions.isAwaited(conversionId);
	}

}
