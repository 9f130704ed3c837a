package io.soundlift.journey.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Writer of further bytes of a file, with two chunks in memory: one is written while the
 * next is filled. The last chunk is written partly filled, and rewritten when more bytes
 * arrive. For one thread.
 */
public final class ChunkAppender implements AutoCloseable {

	private final MongoCollection<Document> chunks;

	private final ObjectId fileId;

	private final long fence;

	private final ResumableSha256 digest;

	private byte[] buffer;

	private byte @Nullable [] other;

	private int filled;

	private int n;

	private boolean stands;

	private PartialFile stored;

	private @Nullable PartialFile underWay;

	private @Nullable BackgroundTask<Void> write;

	/**
	 * Creates a writer.
	 * @param buffer space for a chunk, with the present content of the last chunk of the
	 * file
	 */
	ChunkAppender(MongoCollection<Document> chunks, PartialFile file, long fence, byte[] buffer) {
		this.chunks = chunks;
		this.fileId = file.fileId();
		this.fence = fence;
		this.digest = new ResumableSha256(file.digest());
		this.buffer = buffer;
		this.filled = (int) (file.sizeBytes() % FileStore.CHUNK_BYTES);
		this.n = (int) (file.sizeBytes() / FileStore.CHUNK_BYTES);
		this.stands = this.filled > 0;
		this.stored = file;
	}

	/**
	 * Reads once, and writes a chunk when it is full.
	 * @param content where to read
	 * @param maxBytes maximum number of bytes to read, at least 1
	 * @return number of bytes; -1 at the end
	 * @throws OvertakenException if a later writer has begun
	 * @throws IOException if the content can't be read
	 */
	public int take(InputStream content, long maxBytes) throws IOException {
		int count = content.read(this.buffer, this.filled,
				(int) Math.min(maxBytes, FileStore.CHUNK_BYTES - this.filled));
		if (count > 0) {
			this.digest.update(this.buffer, this.filled, count);
			this.filled += count;
			if (this.filled == FileStore.CHUNK_BYTES) {
				writeChunk();
			}
		}
		return count;
	}

	private void writeChunk() throws IOException {
		awaitWrite();
		byte[] full = this.buffer;
		int number = this.n;
		boolean exists = this.stands;
		this.underWay = written();
		this.write = BackgroundTask.start(() -> {
			put(number, full, exists);
			return null;
		});
		this.buffer = (this.other != null) ? this.other : new byte[FileStore.CHUNK_BYTES];
		this.other = full;
		this.n++;
		this.filled = 0;
		this.stands = false;
	}

	/**
	 * Returns the part of the file that is safely stored, without waiting for more.
	 * @return the file as it is stored
	 * @throws OvertakenException if a later writer has begun
	 * @throws IOException if this thread is interrupted
	 */
	public PartialFile stored() throws IOException {
		if (this.write != null && this.write.isDone()) {
			awaitWrite();
		}
		return this.stored;
	}

	/**
	 * Writes all bytes that were read.
	 * @return the file, of which nothing is missing
	 * @throws OvertakenException if a later writer has begun
	 * @throws IOException if this thread is interrupted
	 */
	public PartialFile flush() throws IOException {
		awaitWrite();
		PartialFile all = written();
		if (all.sizeBytes() > this.stored.sizeBytes()) {
			put(this.n, Arrays.copyOf(this.buffer, this.filled), this.stands);
			this.stands = true;
			this.stored = all;
		}
		return this.stored;
	}

	private PartialFile written() {
		return new PartialFile(this.fileId, (long) this.n * FileStore.CHUNK_BYTES + this.filled, this.digest.state());
	}

	private void awaitWrite() throws IOException {
		if (this.write != null && this.underWay != null) {
			this.write.await();
			this.write = null;
			this.stored = this.underWay;
		}
	}

	private void put(int number, byte[] data, boolean exists) throws OvertakenException {
		Document chunk = FileStore.chunk(this.fileId, number);
		Binary bytes = new Binary(data);
		if (!exists && insert(new Document(chunk).append("data", bytes).append("fence", this.fence))) {
			return;
		}
		// left by an earlier writer, or by this one before more bytes arrived
		Document earlier = chunk.append("fence", new Document("$lte", this.fence));
		Document content = new Document("$set", new Document("data", bytes).append("fence", this.fence));
		if (this.chunks.updateOne(earlier, content).getMatchedCount() == 0) {
			throw new OvertakenException(this.fileId);
		}
	}

	private boolean insert(Document chunk) {
		try {
			this.chunks.insertOne(chunk);
			return true;
		}
		catch (MongoWriteException ex) {
			if (ex.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Waits for a running write.
	 */
	@Override
	public void close() {
		if (this.write != null) {
			this.write.end();
		}
	}

}
