package io.soundlift.journey.file;

import java.io.IOException;
import java.util.Objects;

import com.mongodb.client.MongoCollection;
import io.soundlift.support.BlockInputStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A range of a stored file's bytes, with two chunks in memory: one is read from the store
 * while the previous one is consumed.
 */
final class ChunkInputStream extends BlockInputStream {

	private final MongoCollection<Document> chunks;

	private final ObjectId fileId;

	private long position;

	private final long end;

	private byte[] chunk = new byte[0];

	private int loaded = -1;

	private @Nullable BackgroundTask<byte[]> next;

	ChunkInputStream(MongoCollection<Document> chunks, ObjectId fileId, long offset, long length) {
		this.chunks = chunks;
		this.fileId = fileId;
		this.position = offset;
		this.end = offset + length;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		if (length == 0) {
			return 0;
		}
		if (this.position >= this.end) {
			return -1;
		}
		load((int) (this.position / FileStore.CHUNK_BYTES));
		int start = (int) (this.position % FileStore.CHUNK_BYTES);
		int count = (int) Math.min(Math.min(length, this.chunk.length - start), this.end - this.position);
		if (count <= 0) {
			throw new FileMissingException("Chunk %d of file %s is too short".formatted(this.loaded, this.fileId));
		}
		System.arraycopy(this.chunk, start, target, offset, count);
		this.position += count;
		return count;
	}

	private void load(int n) throws IOException {
		if (n == this.loaded) {
			return;
		}
		BackgroundTask<byte[]> ahead = this.next;
		this.next = null;
		this.chunk = (ahead != null) ? ahead.await() : find(n);
		this.loaded = n;
		if (n < (this.end - 1) / FileStore.CHUNK_BYTES) {
			this.next = BackgroundTask.start(() -> find(n + 1));
		}
	}

	private byte[] find(int n) throws FileMissingException {
		Document document = this.chunks.find(FileStore.chunk(this.fileId, n)).first();
		if (document == null) {
			throw new FileMissingException("Chunk %d of file %s is gone".formatted(n, this.fileId));
		}
		return document.get("data", Binary.class).getData();
	}

	@Override
	public void close() {
		if (this.next != null) {
			this.next.forget();
		}
	}

}
