package io.soundlift.converter.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.journey.conversion.EncodedAhead;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.KeptChunks;
import org.jspecify.annotations.Nullable;

/**
 * Audio that was encoded before its upload was complete, as its conversion finds it. If a
 * converter is about to encode the end of it, the conversion waits for that.
 */
final class EncodingsAhead {

	/** More than a chunk takes. */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

	private final KeptChunks keptChunks;

	private final @Nullable GrowingUploads uploads;

	private final int encoders;

	/**
	 * Creates the encodings of a database.
	 * @param uploads claims of converters on uploads; {@code null} if none are worked on
	 * @param encoders number of encoders of a converter
	 */
	EncodingsAhead(KeptChunks keptChunks, @Nullable GrowingUploads uploads, int encoders) {
		this.keptChunks = keptChunks;
		this.uploads = uploads;
		this.encoders = encoders;
	}

	/**
	 * Returns whether a conversion may have audio that was encoded ahead to its end.
	 */
	boolean mayHave(String id) {
		return this.keptChunks.findComplete(id).isPresent() || (isClaimed(id) && this.keptChunks.hasAny(id));
	}

	/**
	 * Finds the audio of a conversion, and waits for it if only its end is missing.
	 * @param expectedChunks number of chunks of all audio
	 */
	Optional<EncodedAhead> await(String id, FfmpegSession session, int expectedChunks) {
		CountDownLatch stopped = new CountDownLatch(1);
		session.onStop(stopped::countDown);
		long end = System.nanoTime() + TIMEOUT.toNanos();
		try {
			while (System.nanoTime() < end && isClaimed(id) && isNearlyComplete(id, expectedChunks)) {
				Optional<EncodedAhead> found = this.keptChunks.findComplete(id);
				if (found.isPresent() || stopped.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
					break;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		session.checkNotStopped();
		return this.keptChunks.findComplete(id);
	}

	private boolean isClaimed(String id) {
		return this.uploads != null && this.uploads.isClaimed(id);
	}

	/**
	 * Returns whether only the last chunk and those that are being encoded are missing.
	 */
	private boolean isNearlyComplete(String id, int expectedChunks) {
		return this.keptChunks.count(id) + this.encoders + 1 >= expectedChunks;
	}

}
