package io.soundlift.journey.file;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reading of a file, which prevents its removal until it is closed, for a day at most.
 */
public final class FileReading implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FileReading.class);

	private static final Duration RENEWAL = Duration.ofMinutes(1);

	private final FileReadings readings;

	private final ObjectId id;

	private final Clock clock;

	private final Instant end;

	private Instant nextRenewal;

	FileReading(FileReadings readings, ObjectId id, Clock clock) {
		this.readings = readings;
		this.id = id;
		this.clock = clock;
		this.end = clock.instant().plus(FileReadings.LONGEST);
		this.nextRenewal = clock.instant().plus(RENEWAL);
	}

	/**
	 * Renews the reading. To be called as often as possible; costs a request at most once
	 * a minute.
	 * @throws IOException if it must not continue, because it has taken a day, or was
	 * stalled for minutes so that the file may be gone
	 */
	public void goOn() throws IOException {
		Instant now = this.clock.instant();
		if (now.isBefore(this.nextRenewal)) {
			return;
		}
		if (!now.isBefore(this.end)) {
			throw new IOException("The file was read for " + FileReadings.LONGEST);
		}
		if (!this.readings.renew(this.id)) {
			throw new IOException("The reading of the file stood still for too long");
		}
		this.nextRenewal = now.plus(RENEWAL);
	}

	/**
	 * Ends the reading. If that can't be recorded, it expires within minutes.
	 */
	@Override
	public void close() {
		try {
			this.readings.end(this.id);
		}
		catch (RuntimeException ex) {
			// the bytes that were read are complete all the same
			logger.warn("The end of reading {} is not recorded", this.id, ex);
		}
	}

}
