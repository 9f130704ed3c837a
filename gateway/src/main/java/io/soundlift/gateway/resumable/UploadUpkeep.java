package io.soundlift.gateway.resumable;

import java.util.concurrent.TimeUnit;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.upkeep.BackgroundJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Schedule for the end of abandoned uploads: those that are whole become conversions, the
 * others expire. Any gateway may run it.
 */
@Component
final class UploadUpkeep implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(UploadUpkeep.class);

	private final ResumableUploads uploads;

	private final UploadCompletion completion;

	private final UploadReceiver receiver;

	private final JourneyTracing tracing;

	private final BackgroundJob thread = new BackgroundJob("upload-upkeep", this::run);

	UploadUpkeep(ResumableUploads uploads, UploadCompletion completion, UploadReceiver receiver,
			JourneyTracing tracing) {
		this.uploads = uploads;
		this.completion = completion;
		this.receiver = receiver;
		this.tracing = tracing;
	}

	@Scheduled(fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
	void begin() {
		this.thread.begin();
	}

	/**
	 * Runs one pass, which takes as long as the removal of the expired bytes.
	 */
	void run() {
		this.uploads.abandonedWhole().forEach(this::complete);
		for (ResumableUpload overdue : this.uploads.overdue()) {
			this.uploads.expire(overdue.id());
		}
		this.uploads.ending().forEach(this::remove);
		this.uploads.removeTombstones();
	}

	private void complete(ResumableUpload whole) {
		try {
			this.completion.resume(whole)
				.ifPresent((done) -> log(done, "Made the conversion of an upload whose gateway has died"));
		}
		catch (Problem ex) {
			log(whole, "An upload is whole and can't be converted now: " + ex.getMessage());
		}
	}

	private void remove(ResumableUpload ended) {
		this.receiver.removeBytes(ended);
		this.uploads.markRemoved(ended);
		log(ended, "Removed the bytes of an upload that was not finished");
	}

	@Override
	public void close() {
		this.thread.close();
	}

	private void log(ResumableUpload upload, String text) {
		this.tracing.log(upload.trace(), upload.id(), () -> logger.info(text));
	}

}
