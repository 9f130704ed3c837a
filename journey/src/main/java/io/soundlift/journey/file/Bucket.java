package io.soundlift.journey.file;

/**
 * Kind of stored file, in GridFS's terms a bucket.
 */
public enum Bucket {

	/**
	 * Videos that owners upload.
	 */
	VIDEOS("videos"),

	/**
	 * MP3s that converters make of them.
	 */
	MP3S("mp3s"),

	/**
	 * Finished chunks of future MP3s.
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
