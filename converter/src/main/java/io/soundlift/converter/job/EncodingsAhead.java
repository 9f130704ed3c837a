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

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	/** More than a chunk takes if encoders are free. */
	private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(4);

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
	 * Finds the audio of a conversion, and waits for it if no more than the last chunk
	 * and one for each encoder is missing.
	 * @param expectedChunks number of chunks of all audio
	 */
	Optional<EncodedAhead> await(String id, FfmpegSession session, int expectedChunks) {
		CountDownLatch stopped = new CountDownLatch(1);
		session.onStop(stopped::countDown);
		long begin = System.nanoTime();
		long progress = begin;
		int kept = 0;
		try {
			for (long now = begin; now - begin < TIMEOUT.toNanos() && now - progress < PROGRESS_TIMEOUT.toNanos()
					&& isClaimed(id); now = System.nanoTime()) {
				int count = this.keptChunks.count(id);
				if (count + this.encoders + 1 < expectedChunks || this.keptChunks.findComplete(id).isPresent()
						|| stopped.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
					break;
				}
				progress = (count > kept) ? now : progress;
				kept = count;
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

}
