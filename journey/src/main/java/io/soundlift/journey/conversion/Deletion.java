package io.soundlift.journey.conversion;

import java.util.Optional;
import java.util.function.Consumer;

import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;

/**
 * Deletes conversions with their files. A deletion that has begun is always finished, by
 * the janitor if not here.
 */
public final class Deletion {

	private final Conversions conversions;

	private final FileStore files;

	private final KeptChunks keptChunks;

	private final Consumer<Conversion> cancelled;

	/**
	 * A deletion.
	 * @param conversions where the conversions are
	 * @param files where their files are
	 * @param keptChunks where the chunks of live ones are
	 * @param cancelled gets each conversion that was deleted before it ended, at least
	 * once
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
	 * @param ownerId id of the account that asks
	 * @return {@code false} if the owner has no such conversion
	 */
	public boolean delete(String id, String ownerId) {
		Optional<Conversion> deleted = this.conversions.markDeleted(id, ownerId);
		deleted.ifPresent(this::finish);
		return deleted.isPresent();
	}

	/**
	 * Finishes a deletion that has begun, as far as possible: an MP3 that is being
	 * downloaded stays until that has ended.
	 * @param deleted a conversion that is marked as deleted
	 * @return whether nothing is left of it
	 */
	public boolean finish(Conversion deleted) {
		this.files.delete(Bucket.VIDEOS, deleted.video().fileId());
		// what a gateway that died has left of the upload in another form
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
			// before nobody can know of it any more
			this.cancelled.accept(deleted);
		}
		this.conversions.remove(deleted);
		return true;
	}

}
