package io.soundlift.converter.job;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.soundlift.converter.encode.EncodingListener;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.journey.conversion.EncodedAhead;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.KeptChunks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audio that was encoded before its upload was complete, as its conversion finds it. If a
 * converter still encodes the rest of it, the conversion waits for that.
 */
final class EncodingsAhead {

	private static final Logger logger = LoggerFactory.getLogger(EncodingsAhead.class);

	/** More than a chunk of four minutes takes if encoders are free. */
	private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(15);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	private final KeptChunks keptChunks;

	private final @Nullable GrowingUploads uploads;

	/**
	 * Creates the encodings of a database.
	 * @param uploads claims of converters on uploads; {@code null} if none are worked on
	 */
	EncodingsAhead(KeptChunks keptChunks, @Nullable GrowingUploads uploads) {
		this.keptChunks = keptChunks;
		this.uploads = uploads;
	}

	/**
	 * Returns whether a conversion may have audio that was encoded ahead to its end.
	 */
	boolean mayHave(String id) {
		return find(id).isPresent() || (isClaimed(id) && this.keptChunks.hasAny(id));
	}

	/**
	 * Finds the audio of a conversion. Waits for it as long as further chunks come: the
	 * usual way would decode all of the audio again.
	 * @param expectedChunks number of chunks of all audio
	 * @param expectedLength playing time of all audio
	 * @param isShared whether other converters would help the usual way; if so, this only
	 * waits if a third of the chunks or more is there, which is half of long audio
	 * @param listener receives the progress
	 */
	Optional<EncodedAhead> await(String id, FfmpegSession session, int expectedChunks, Duration expectedLength,
			boolean isShared, EncodingListener listener) {
		int leastChunks = isShared ? expectedChunks / 3 : 0;
		CountDownLatch stopped = new CountDownLatch(1);
		session.onStop(stopped::countDown);
		long begin = System.nanoTime();
		long progress = begin;
		int kept = 0;
		try {
			while (System.nanoTime() - progress < PROGRESS_TIMEOUT.toNanos() && isClaimed(id)) {
				int count = this.keptChunks.count(id);
				if (count > kept) {
					Duration audio = expectedLength.multipliedBy(Math.min(count, expectedChunks))
						.dividedBy(expectedChunks);
					if (kept == 0) {
						listener.found(audio);
					}
					listener.encoded(audio);
					progress = System.nanoTime();
					kept = count;
				}
				if (count < leastChunks || find(id).isPresent()
						|| stopped.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
					break;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		session.checkNotStopped();
		logger.info("Conversion {} has {} of {} chunks that were encoded ahead, after {} ms", id, kept, expectedChunks,
				(System.nanoTime() - begin) / 1_000_000);
		return find(id);
	}

	/**
	 * Finds the audio of a conversion if all of it was encoded.
	 */
	Optional<EncodedAhead> find(String id) {
		return this.keptChunks.findComplete(id);
	}

	private boolean isClaimed(String id) {
		return this.uploads != null && this.uploads.isClaimed(id);
	}

}
