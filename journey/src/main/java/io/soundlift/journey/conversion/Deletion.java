package io.soundlift.journey.conversion;

import java.util.Optional;

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

	/**
	 * A deletion.
	 * @param conversions where the conversions are
	 * @param files where their files are
	 * @param keptChunks where the chunks of live ones are
	 */
	public Deletion(Conversions conversions, FileStore files, KeptChunks keptChunks) {
		this.conversions = conversions;
		this.files = files;
		this.keptChunks = keptChunks;
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
	 * Finishes a deletion that has begun.
	 * @param deleted a conversion that is marked as deleted
	 */
	public void finish(Conversion deleted) {
		this.files.delete(Bucket.VIDEOS, deleted.video().fileId());
		if (deleted.mp3() != null) {
			this.files.delete(Bucket.MP3S, deleted.mp3().file().fileId());
		}
		this.keptChunks.discard(deleted.id());
		this.conversions.remove(deleted.id());
	}

}
