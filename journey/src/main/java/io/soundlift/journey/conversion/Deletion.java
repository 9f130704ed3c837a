package io.soundlift.journey.conversion;

import java.util.Optional;
import java.util.function.Consumer;

import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;

/**
 * Deletion of conversions with their files. A deletion that has begun is always finished,
 * by the janitor if necessary.
 */
public final class Deletion {

	private final Conversions conversions;

	private final FileStore files;

	private final KeptChunks keptChunks;

	private final Consumer<Conversion> cancelled;

	/**
	 * Creates a deletion.
	 * @param conversions the conversions
	 * @param files store of their files
	 * @param keptChunks chunks of live conversions
	 * @param cancelled consumer of each conversion that was deleted before it ended,
	 * called at least once
	 */
	public Deletion(Conversions conversions, FileStore files, KeptChunks keptChunks, Consumer<Conversion> cancelled) {
		this.conversions = conversions;
		this.files = files;
		this.keptChunks = keptChunks;
		this.cancelled = cancelled;
	}

	/**
	 * Deletes an owner's conversion, and stops it if it is live.
	 * @param id its id
	 * @param ownerId id of the requesting account
	 * @return {@code false} if the owner has no such conversion
	 */
	public boolean delete(String id, String ownerId) {
		Optional<Conversion> deleted = this.conversions.markDeleted(id, ownerId);
		deleted.ifPresent(this::finish);
		return deleted.isPresent();
	}

	/**
	 * Finishes a deletion that has begun, as far as possible: an MP3 stays until its
	 * running downloads have ended.
	 * @param deleted a conversion that is marked as deleted
	 * @return whether nothing is left of it
	 */
	public boolean finish(Conversion deleted) {
		this.files.delete(Bucket.VIDEOS, deleted.video().fileId());
		// bytes of the upload that a crashed gateway has left in another form
		this.files.deleteUnconfirmed(Bucket.VIDEOS, deleted.id());
		this.keptChunks.discard(deleted.id());
		Mp3 mp3 = deleted.mp3();
		if (mp3 != null) {
			if (this.files.isBeingRead(mp3.file().fileId())) {
				return false;
			}
			this.files.delete(Bucket.MP3S, mp3.file().fileId());
		}
		if (deleted.state().isLive() || deleted.state() == ConversionState.CANCELLED) {
			// before the removal, after which a crash would lose the notification
			this.cancelled.accept(deleted);
		}
		this.conversions.remove(deleted);
		return true;
	}

}
