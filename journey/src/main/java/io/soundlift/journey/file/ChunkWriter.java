package io.soundlift.journey.file;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

import com.mongodb.client.MongoCollection;
import io.soundlift.support.Sha256;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Writer that splits a stream into chunks, with two of them in memory: one is inserted
 * while the next is read.
 */
final class ChunkWriter {

	private static final Duration TOUCH_INTERVAL = Duration.ofSeconds(30);

	private final MongoCollection<Document> chunks;

	private final ObjectId fileId;

	private final WriteJournal journal;

	private final Clock clock;

	private Instant nextTouch;

	private int chunkCount;

	private @Nullable BackgroundTask<Void> insertion;

	ChunkWriter(MongoCollection<Document> chunks, ObjectId fileId, WriteJournal journal, Clock clock) {
		this.chunks = chunks;
		this.fileId = fileId;
		this.journal = journal;
		this.clock = clock;
		this.nextTouch = clock.instant().plus(TOUCH_INTERVAL);
	}

	/**
	 * Writes all bytes of a stream. After any exception nothing is written any more.
	 */
	Written writeAll(InputStream content, long maxBytes) throws IOException {
		try {
			Written written = transfer(content, maxBytes);
			awaitInsertion();
			return written;
		}
		finally {
			if (this.insertion != null) {
				this.insertion.end();
			}
		}
	}

	private Written transfer(InputStream content, long maxBytes) throws IOException {
		MessageDigest digest = Sha256.newDigest();
		byte[] buffer = new byte[FileStore.CHUNK_BYTES];
		byte[] other = null;
		long size = 0;
		int length;
		do {
			length = content.readNBytes(buffer, 0, buffer.length);
			size += length;
			if (size > maxBytes) {
				throw new FileTooLargeException(maxBytes);
			}
			digest.update(buffer, 0, length);
			awaitInsertion();
			touchNowAndThen();
			if (length == buffer.length) {
				insert(buffer);
				byte[] inserted = buffer;
				buffer = (other != null) ? other : new byte[FileStore.CHUNK_BYTES];
				other = inserted;
			}
			else if (length > 0) {
				insert(Arrays.copyOf(buffer, length));
			}
		}
		while (length == FileStore.CHUNK_BYTES);
		return new Written(size, HexFormat.of().formatHex(digest.digest()));
	}

	/**
	 * Returns the maximum number of chunks that may exist, whether or not the write was
	 * completed.
	 */
	int chunkCount() {
		return this.chunkCount;
	}

	private void insert(byte[] data) {
		Document chunk = FileStore.chunk(this.fileId, this.chunkCount++).append("data", new Binary(data));
		this.insertion = BackgroundTask.start(() -> {
			this.chunks.insertOne(chunk);
			return null;
		});
	}

	private void awaitInsertion() throws IOException {
		if (this.insertion != null) {
			this.insertion.await();
			this.insertion = null;
		}
	}

	/**
	 * Called before each chunk, so that a writer that was stalled for long adds nothing
	 * to a file that was removed meanwhile.
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

	/**
	 * Result of a write.
	 *
	 * @param sizeBytes number of bytes
	 * @param sha256 their SHA-256 in hexadecimal digits
	 */
	record Written(long sizeBytes, String sha256) {
	}

}
