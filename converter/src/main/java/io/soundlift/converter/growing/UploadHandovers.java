package io.soundlift.converter.growing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.soundlift.converter.encode.JoinedChunks;
import io.soundlift.journey.file.StoredFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the work on uploads leaves to their conversions on the same converter, so that
 * they need not fetch it from the store: the video, as a hard link that outlives the file
 * of the work, and the chunks of its audio, joined.
 */
public final class UploadHandovers {

	private static final Logger logger = LoggerFactory.getLogger(UploadHandovers.class);

	/**
	 * The upload is complete by then; usually only its last bytes are still on the way.
	 */
	private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);

	private final Duration timeout;

	private final Map<String, Handover> handovers = new ConcurrentHashMap<>();

	/**
	 * Creates an empty set.
	 * @param timeout how long the files of a complete upload are kept for its conversion
	 * after the work on it
	 */
	public UploadHandovers(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Begins the handover of an upload to its conversion.
	 * @param id id of the upload, which is that of the conversion
	 * @return the handover, to be closed before its files are deleted
	 */
	Handover begin(String id) {
		Handover handover = new Handover(id);
		this.handovers.put(id, handover);
		return handover;
	}

	/**
	 * Links the video of a conversion to a file.
	 * @param id id of the conversion
	 * @param video the video as it is stored
	 * @param target where, which must not exist
	 * @return whether the file exists now; {@code false} if the video has to be fetched
	 */
	public boolean link(String id, StoredFile video, Path target) {
		Handover handover = this.handovers.get(id);
		return handover != null && handover.link(video, target);
	}

	/**
	 * Returns the chunks of a conversion that were joined while its video was uploaded.
	 * @param id id of the conversion
	 * @return the chunks, which are there until {@link #end(String)}, but not forever;
	 * {@code null} if they have to be fetched
	 */
	public @Nullable JoinedChunks chunks(String id) {
		Handover handover = this.handovers.get(id);
		return (handover != null) ? handover.chunks : null;
	}

	/**
	 * Ends a handover: its conversion has all that it needs.
	 * @param id id of the conversion
	 */
	public void end(String id) {
		Handover handover = this.handovers.get(id);
		if (handover != null) {
			handover.end();
		}
	}

	/**
	 * Ends all waits for conversions.
	 */
	void end() {
		this.handovers.values().forEach(Handover::end);
	}

	/**
	 * A complete video.
	 *
	 * @param file where it is
	 * @param sizeBytes its length, with holes
	 * @param hasHoles whether it has holes
	 * @param sha256 SHA-256 of what is stored of it, 64 hexadecimal digits
	 */
	private record Video(Path file, long sizeBytes, boolean hasHoles, String sha256) {

		boolean isThatOf(StoredFile stored) {
			return this.sizeBytes == stored.sizeBytes() && this.hasHoles == stored.hasHoles()
					&& this.sha256.equals(stored.sha256());
		}

	}

	/**
	 * Handover of an upload to its conversion.
	 */
	final class Handover implements AutoCloseable {

		private final String id;

		private final CompletableFuture<Optional<Video>> video = new CompletableFuture<>();

		private final CountDownLatch over = new CountDownLatch(1);

		private volatile @Nullable JoinedChunks chunks;

		private Handover(String id) {
			this.id = id;
		}

		/**
		 * Offers the complete video.
		 * @param file where it is
		 * @param sizeBytes its length, with holes
		 * @param hasHoles whether it has holes
		 * @param sha256 SHA-256 of what is stored of it, 64 hexadecimal digits
		 */
		void offer(Path file, long sizeBytes, boolean hasHoles, String sha256) {
			this.video.complete(Optional.of(new Video(file, sizeBytes, hasHoles, sha256)));
		}

		/**
		 * Offers all chunks of the audio.
		 * @param joined the chunks
		 */
		void offer(JoinedChunks joined) {
			this.chunks = joined;
		}

		/**
		 * Leaves the video to be fetched. Has no effect once it was offered.
		 */
		void offerNothing() {
			this.video.complete(Optional.empty());
		}

		private boolean link(StoredFile stored, Path target) {
			try {
				Optional<Video> same = this.video.get(FETCH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
					.filter((found) -> found.isThatOf(stored));
				if (same.isPresent()) {
					Files.createLink(target, same.get().file());
				}
				return same.isPresent();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
			catch (TimeoutException | ExecutionException | IOException | UnsupportedOperationException ex) {
				logger.debug("Video {} has to be fetched again", this.id, ex);
				return false;
			}
		}

		/**
		 * Waits until the conversion has what it needs, if the video was offered, but not
		 * for long.
		 */
		void await() {
			try {
				if (this.video.getNow(Optional.empty()).isPresent()
						&& !this.over.await(UploadHandovers.this.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
					logger.debug("No conversion of this converter has taken upload {} over", this.id);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		/**
		 * Ends the wait.
		 */
		void end() {
			this.over.countDown();
		}

		@Override
		public void close() {
			UploadHandovers.this.handovers.remove(this.id, this);
		}

	}

}
