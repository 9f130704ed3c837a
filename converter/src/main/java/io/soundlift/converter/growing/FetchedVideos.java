package io.soundlift.converter.growing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.soundlift.journey.file.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Videos that were written to the local disk while they were uploaded, so that their
 * conversions need not fetch them again. A conversion gets a hard link, which outlives
 * the file of the work on the upload. Videos with holes are not among them: little of
 * them is stored.
 */
public final class FetchedVideos {

	private static final Logger logger = LoggerFactory.getLogger(FetchedVideos.class);

	/** The upload is complete when its conversion begins, so only its end is missing. */
	private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);

	private final Duration handoverTimeout;

	private final Map<String, Handover> handovers = new ConcurrentHashMap<>();

	/**
	 * Creates an empty set of videos.
	 * @param handoverTimeout how long a video is kept for its conversion after the work
	 * on the upload
	 */
	public FetchedVideos(Duration handoverTimeout) {
		this.handoverTimeout = handoverTimeout;
	}

	/**
	 * Adds a video that is being written.
	 * @param id id of the upload
	 * @param video the video once it is complete; empty if it has holes
	 * @return the handover to its conversion, to be closed before the file is deleted
	 */
	Handover add(String id, Future<Optional<Video>> video) {
		Handover handover = new Handover(id, video);
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
	 * A complete video.
	 *
	 * @param file where it is
	 * @param sha256 SHA-256 of its bytes, 64 hexadecimal digits
	 */
	record Video(Path file, String sha256) {
	}

	/**
	 * Handover of a video to its conversion.
	 */
	final class Handover implements AutoCloseable {

		private final String id;

		private final Future<Optional<Video>> video;

		private final CountDownLatch over = new CountDownLatch(1);

		private Handover(String id, Future<Optional<Video>> video) {
			this.id = id;
			this.video = video;
		}

		private boolean link(StoredFile stored, Path target) {
			try {
				Optional<Video> same = this.video.get(FETCH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
					.filter((found) -> found.sha256().equals(stored.sha256()));
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
				this.over.countDown();
			}
		}

		/**
		 * Waits until the conversion has the complete video, but not for long.
		 */
		void await() throws IOException {
			try {
				if (this.video.isDone() && this.video.get().isPresent()
						&& !this.over.await(FetchedVideos.this.handoverTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
					logger.debug("No conversion of this converter has asked for video {}", this.id);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException ex) {
				throw new IOException(ex.getCause());
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
