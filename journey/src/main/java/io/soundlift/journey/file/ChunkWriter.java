package io.soundlift.journey.file;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Cuts a stream into chunks, with one chunk in memory.
 */
final class ChunkWriter {

	private static final Duration TOUCH_INTERVAL = Duration.ofSeconds(30);

	private final MongoCollection<Document> chunks;

	private final ObjectId fileId;

	private final WriteJournal journal;

	private final Clock clock;

	private Instant nextTouch;

	private int chunkCount;

	ChunkWriter(MongoCollection<Document> chunks, ObjectId fileId, WriteJournal journal, Clock clock) {
		this.chunks = chunks;
		this.fileId = fileId;
		this.journal = journal;
		this.clock = clock;
		this.nextTouch = clock.instant().plus(TOUCH_INTERVAL);
	}

	/**
	 * Writes all bytes of a stream.
	 */
	Written writeAll(InputStream content, long maxBytes) throws IOException {
		MessageDigest digest = sha256();
		byte[] buffer = new byte[FileStore.CHUNK_BYTES];
		long size = 0;
		int length;
		do {
			length = content.readNBytes(buffer, 0, buffer.length);
			size += length;
			if (size > maxBytes) {
				throw new FileTooLargeException(maxBytes);
			}
			if (length > 0) {
				digest.update(buffer, 0, length);
				touchNowAndThen();
				insert((length == buffer.length) ? buffer : Arrays.copyOf(buffer, length));
			}
		}
		while (length == buffer.length);
		return new Written(size, HexFormat.of().formatHex(digest.digest()));
	}

	/**
	 * Tells how many chunks there may be, whether or not the write came to its end.
	 */
	int chunkCount() {
		return this.chunkCount;
	}

	private void insert(byte[] data) {
		this.chunks.insertOne(FileStore.chunk(this.fileId, this.chunkCount++).append("data", new Binary(data)));
	}

	/**
	 * Comes before each chunk, so that a writer that stood still for long adds nothing to
	 * a file that was cleaned up meanwhile.
	 */
	private void touchNowAndThen() throws IOException {
		Instant now = this.clock.instant();
		if (now.isAfter(this.nextTouch)) {
			if (!this.journal.touch(this.fileId)) {
				throw new IOException("The write of file " + this.fileId + " stood still and was cleaned up");
			}
			this.nextTouch = now.plus(TOUCH_INTERVAL);
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * What was written.
	 *
	 * @param sizeBytes number of bytes
	 * @param sha256 their SHA-256 in hexadecimal digits
	 */
	record Written(long sizeBytes, String sha256) {
	}

}
