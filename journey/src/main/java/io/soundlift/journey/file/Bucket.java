package io.soundlift.journey.file;

/**
 * Kind of stored file, in GridFS's terms a bucket.
 */
public enum Bucket {

	/**
	 * What owners upload.
	 */
	VIDEOS("videos"),

	/**
	 * What converters make of it.
	 */
	MP3S("mp3s"),

	/**
	 * Finished chunks of MP3s to be.
	 */
	KEPT_CHUNKS("kept_chunks");

	private final String collectionPrefix;

	Bucket(String collectionPrefix) {
		this.collectionPrefix = collectionPrefix;
	}

	String filesCollection() {
		return this.collectionPrefix + ".files";
	}

	String chunksCollection() {
		return this.collectionPrefix + ".chunks";
	}

}
