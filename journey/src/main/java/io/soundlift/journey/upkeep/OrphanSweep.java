package io.soundlift.journey.upkeep;

import java.time.Duration;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileInventory;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.FoundFile;
import io.soundlift.journey.trace.JourneyTracing;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Comparison of all files with all conversions. The write journal covers all differences
 * that crashes cause; others are caused by a backup of a running store, a manual change
 * in the database, or a defect.
 */
final class OrphanSweep {

	private static final Logger logger = LoggerFactory.getLogger(OrphanSweep.class);

	private final Conversions conversions;

	private final ConversionUpkeep upkeep;

	private final Retention retention;

	private final FileStore files;

	private final FileInventory inventory;

	private final RemovalMeters meters;

	private final JourneyTracing tracing;

	private final Duration age;

	private final DutyCycle dutyCycle;

	/**
	 * A sweep.
	 * @param age how old a file must be to count as an orphan
	 * @param dutyCycle duty cycle of the sweep, which applies to the inventory as well
	 */
	OrphanSweep(Conversions conversions, ConversionUpkeep upkeep, Retention retention, FileStore files,
			FileInventory inventory, RemovalMeters meters, JourneyTracing tracing, Duration age, DutyCycle dutyCycle) {
		this.conversions = conversions;
		this.upkeep = upkeep;
		this.retention = retention;
		this.files = files;
		this.inventory = inventory;
		this.meters = meters;
		this.tracing = tracing;
		this.age = age;
		this.dutyCycle = dutyCycle;
	}

	/**
	 * Runs the whole comparison once.
	 */
	void run() {
		this.dutyCycle.begin();
		for (Bucket bucket : Bucket.values()) {
			this.inventory.eachFile(bucket, this.age, this::removeIfOrphan);
			this.inventory.eachUndescribedFile(bucket, this.age, (fileId) -> removeIfOrphan(bucket, fileId));
		}
		this.upkeep.eachWithMp3(this::expireIfGone);
	}

	private void removeIfOrphan(FoundFile file) {
		if (!isReferredTo(file)) {
			this.files.delete(file.bucket(), file.fileId());
			removed(file.bucket(), file.fileId(), file.sizeBytes());
		}
	}

	private boolean isReferredTo(FoundFile file) {
		String conversionId = file.conversionId();
		if (conversionId == null) {
			return this.upkeep.refersTo(file.fileId());
		}
		// a chunk belongs to its conversion while that is live or expected, whether or
		// not it is listed
		return (file.bucket() == Bucket.KEPT_CHUNKS) ? this.conversions.isAwaited(conversionId)
				: this.conversions.refersTo(conversionId, file.fileId()) || this.files.isBeingRead(file.fileId());
	}

	private void removeIfOrphan(Bucket bucket, ObjectId fileId) {
		if (!this.upkeep.refersTo(fileId) && !this.files.isBeingRead(fileId)) {
			removed(bucket, fileId, this.inventory.removeChunks(bucket, fileId));
		}
	}

	private void removed(Bucket bucket, ObjectId fileId, long bytes) {
		this.meters.removed(RemovalKind.ORPHAN, bytes);
		logger.warn("Removed file {} of {} with some {} bytes, which no conversion refers to", fileId, bucket, bytes);
	}

	private void expireIfGone(Conversion conversion, Mp3 mp3) {
		if (!this.inventory.hasBytes(Bucket.MP3S, mp3.file()) && this.retention.expireMp3(conversion)) {
			this.tracing.log(conversion.trace(), conversion.id(), () -> logger
				.error("The MP3 of conversion {} is gone from the store; it counts as expired", conversion.id()));
		}
		this.dutyCycle.rest();
	}

}
