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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what crashes leave behind: files that no conversion refers to, kept chunks of
 * conversions that have ended, and deletions that stopped half-way. It never touches a
 * file that a conversion refers to.
 */
final class Janitor {

	private static final Logger logger = LoggerFactory.getLogger(Janitor.class);

	private final Conversions conversions;

	private final FileStore files;

	private final KeptChunks keptChunks;

	private final Deletion deletion;

	private final Duration patience;

	private final Clock clock;

	/**
	 * A janitor.
	 * @param patience how long a write or a deletion may stand still
	 */
	Janitor(Conversions conversions, FileStore files, KeptChunks keptChunks, Deletion deletion, Duration patience,
			Clock clock) {
		this.conversions = conversions;
		this.files = files;
		this.keptChunks = keptChunks;
		this.deletion = deletion;
		this.patience = patience;
		this.clock = clock;
	}

	void cleanUp() {
		for (Conversion deleted : this.conversions.deletedBefore(this.clock.instant().minus(this.patience))) {
			this.deletion.finish(deleted);
			logger.info("Finished the deletion of conversion {}", deleted.id());
		}
		for (UnfinishedFile file : this.files.unfinishedFor(this.patience)) {
			cleanUp(file);
		}
	}

	private void cleanUp(UnfinishedFile file) {
		String conversionId = file.conversionId();
		if (isKeptChunkOfLiveConversion(file)) {
			return;
		}
		if (!file.deleting() && conversionId != null && this.conversions.refersTo(conversionId, file.fileId())) {
			this.files.confirm(file);
		}
		else if (this.files.removeUnfinished(file, this.patience)) {
			logger.info("Removed file {} of {}, which nothing refers to", file.fileId(), file.bucket());
			if (file.bucket() == Bucket.KEPT_CHUNKS && conversionId != null) {
				this.keptChunks.discard(conversionId);
			}
		}
	}

	private boolean isKeptChunkOfLiveConversion(UnfinishedFile file) {
		String conversionId = file.conversionId();
		return file.bucket() == Bucket.KEPT_CHUNKS && !file.deleting() && conversionId != null
				&& this.conversions.isLive(conversionId);
	}

}
