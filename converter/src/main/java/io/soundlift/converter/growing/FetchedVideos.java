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

import io.soundlift.journey.file.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Videos that were written to the local disk while they were uploaded, so that their
 * conversions need not fetch them again. A conversion gets a hard link, which outlives
 * the file of the work on the upload.
 */
public final class FetchedVideos {

	private static final Logger logger = LoggerFactory.getLogger(FetchedVideos.class);

	/** The upload is complete by then, so at most its last bytes have to be fetched. */
	private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);

	private final Duration handoverTimeout;

	private final Map<String, Handover> handovers = new ConcurrentHashMap<>();

	/**
	 * Creates an empty set of videos.
	 * @param handoverTimeout how long a complete video is kept for its conversion after
	 * the work on the upload
	 */
	public FetchedVideos(Duration handoverTimeout) {
		this.handoverTimeout = handoverTimeout;
	}

	/**
	 * Begins the handover of a video to its conversion.
	 * @param id id of the upload, which is that of the conversion
	 * @return the handover, to be closed before the file is deleted
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
	 * Handover of a video to its conversion.
	 */
	final class Handover implements AutoCloseable {

		private final String id;

		private final CompletableFuture<Optional<Video>> video = new CompletableFuture<>();

		private final CountDownLatch over = new CountDownLatch(1);

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
			finally {
				end();
			}
		}

		/**
		 * Waits until the conversion has the video, if it was offered, but not for long.
		 */
		void await() {
			try {
				if (this.video.getNow(Optional.empty()).isPresent()
						&& !this.over.await(FetchedVideos.this.handoverTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
					logger.debug("No conversion of this converter has asked for video {}", this.id);
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
			FetchedVideos.this.handovers.remove(this.id, this);
		}

	}

}
