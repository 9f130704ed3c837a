package io.soundlift.journey.conversion;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileMissingException;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Finished chunks of future MP3s, kept while their conversion is live, so that the next
 * attempt, on any machine, encodes only the missing ones. Chunks of a running upload are
 * kept under the id of its future conversion.
 * <p>
 * One document per conversion lists its chunks. Each chunk's file stays in the journal of
 * unfinished writes for as long as it exists, so that the janitor finds it without a
 * search once the conversion has ended. Chunks of the same plan and index are equal, so a
 * worker that has lost its claim may still add one.
 */
public final class KeptChunks {

	static final String COLLECTION = "kept_chunks";

	private static final String CHUNKS = "chunks";

	private static final String AHEAD = "ahead";

	private static final String CONTENT_TYPE = "audio/mpeg";

	private static final Pattern PLAN_HASH = Pattern.compile("[0-9a-f]{1,128}");

	private final MongoDatabaseFactory databases;

	private final Conversions conversions;

	private final FileStore files;

	/**
	 * Creates the kept chunks of a database.
	 * @param databases database of their lists
	 * @param conversions conversions, for whether they are live
	 * @param files store of their bytes
	 */
	public KeptChunks(MongoDatabaseFactory databases, Conversions conversions, FileStore files) {
		this.databases = databases;
		this.conversions = conversions;
		this.files = files;
	}

	/**
	 * Finds a chunk that this or an earlier attempt has kept.
	 * @param conversionId the conversion
	 * @param planHash names everything that the chunk's bytes depend on, in lower-case
	 * hexadecimal digits
	 * @param index place of the chunk, from 0
	 * @return its bytes, to be closed; empty if it was not kept. Reading fails if the
	 * bytes are missing; the chunk is not found again then
	 */
	public Optional<InputStream> find(String conversionId, String planHash, int index) {
		String path = path(planHash, index);
		Document found = lists().find(new Document("_id", conversionId)).projection(new Document(path, 1)).first();
		Document chunk = (found != null) ? found.getEmbedded(List.of(path.split("\\.")), Document.class) : null;
		return Optional.ofNullable(chunk).map((present) -> open(conversionId, path, file(present)));
	}

	/**
	 * Returns whether a chunk is kept.
	 * @param conversionId the conversion
	 * @param planHash as above
	 * @param index place of the chunk, from 0
	 * @return whether it is listed
	 */
	public boolean has(String conversionId, String planHash, int index) {
		Document listed = new Document("_id", conversionId).append(path(planHash, index),
				new Document("$exists", true));
		return lists().find(listed).projection(new Document("_id", 1)).first() != null;
	}

	/**
	 * Returns whether any chunk of a conversion was kept.
	 * @param conversionId the conversion
	 * @return {@code false} if there is nothing to find
	 */
	public boolean hasAny(String conversionId) {
		return lists().find(new Document("_id", conversionId)).projection(new Document("_id", 1)).first() != null;
	}

	/**
	 * Keeps a chunk, unless it is kept already or the conversion is no longer live or
	 * expected.
	 * @param conversionId the conversion
	 * @param planHash names everything that the chunk's bytes depend on, in lower-case
	 * hexadecimal digits
	 * @param index place of the chunk, from 0
	 * @param content its bytes, read to their end and not closed
	 * @param maxBytes the maximum allowed length in bytes
	 * @return whether the conversion is live or expected, so that further chunks are
	 * worth keeping
	 * @throws IOException if the content can't be read or is longer than allowed; nothing
	 * of it is left
	 */
	public boolean put(String conversionId, String planHash, int index, InputStream content, long maxBytes)
			throws IOException {
		String path = path(planHash, index);
		StoredFile file;
		try {
			file = this.files.write(Bucket.KEPT_CHUNKS, conversionId, CONTENT_TYPE, content, maxBytes);
		}
		catch (IOException ex) {
			if (this.conversions.isAwaited(conversionId)) {
				throw ex;
			}
			return false;
		}
		try {
			if (!enlist(conversionId, path, file)) {
				this.files.delete(Bucket.KEPT_CHUNKS, file.fileId());
			}
		}
		catch (RuntimeException ex) {
			this.files.abandon(Bucket.KEPT_CHUNKS, file.fileId(), ex);
			throw ex;
		}
		// checked last: the process that ends the conversion removes all chunks listed by
		// then
		if (this.conversions.isAwaited(conversionId)) {
			return true;
		}
		discard(conversionId);
		this.files.delete(Bucket.KEPT_CHUNKS, file.fileId());
		return false;
	}

	/**
	 * Records that all chunks of an upload's audio are kept. Does nothing if they have
	 * been removed meanwhile.
	 * @param conversionId id of the upload and of its conversion
	 * @param ahead the audio
	 */
	public void complete(String conversionId, EncodedAhead ahead) {
		Document entry = new Document("proof", ahead.proof()).append("chunks", ahead.chunks())
			.append("samples", ahead.samples())
			.append("peaks", new Binary(ahead.peaks()));
		lists().updateOne(new Document("_id", conversionId), new Document("$set", new Document(AHEAD, entry)));
	}

	/**
	 * Finds the audio of a conversion that was encoded before its upload was complete.
	 * @param conversionId the conversion
	 * @return the audio; empty if it was not encoded to its end
	 */
	public Optional<EncodedAhead> findComplete(String conversionId) {
		Document found = lists().find(new Document("_id", conversionId)).projection(new Document(AHEAD, 1)).first();
		Document entry = (found != null) ? found.get(AHEAD, Document.class) : null;
		return Optional.ofNullable(entry)
			.map((ahead) -> new EncodedAhead(ahead.getString("proof"), ahead.getList("chunks", String.class),
					ahead.getLong("samples"), ahead.get("peaks", Binary.class).getData()));
	}

	/**
	 * Returns the number of chunks of a conversion that are kept.
	 * @param conversionId the conversion
	 * @return the number, of all plans
	 */
	public int count(String conversionId) {
		Document found = lists().find(new Document("_id", conversionId)).projection(new Document(CHUNKS, 1)).first();
		Document chunks = (found != null) ? found.get(CHUNKS, Document.class) : null;
		return (chunks != null) ? chunks.values().stream().mapToInt((plan) -> ((Document) plan).size()).sum() : 0;
	}

	/**
	 * Returns whether chunks of a conversion are worth keeping.
	 * @param conversionId the conversion
	 * @return whether the conversion is live or expected
	 */
	public boolean isAwaited(String conversionId) {
		return this.conversions.isAwaited(conversionId);
	}

	/**
	 * Removes all chunks of a conversion that has ended, and partial ones of killed
	 * workers. The janitor removes those that a crash leaves.
	 * @param conversionId the conversion
	 */
	public void discard(String conversionId) {
		// the list is removed first: the journal still refers to its files, but nothing
		// refers to the list
		lists().deleteOne(new Document("_id", conversionId));
		this.files.deleteUnconfirmed(Bucket.KEPT_CHUNKS, conversionId);
	}

	private boolean enlist(String conversionId, String path, StoredFile file) {
		Document entry = new Document("fileId", file.fileId()).append("sizeBytes", file.sizeBytes())
			.append("sha256", file.sha256());
		if (enlist(conversionId, path, entry)) {
			return true;
		}
		begin(conversionId);
		return enlist(conversionId, path, entry);
	}

	private boolean enlist(String conversionId, String path, Document entry) {
		Document vacant = new Document("_id", conversionId).append(path, new Document("$exists", false));
		return lists().updateOne(vacant, new Document("$set", new Document(path, entry))).getMatchedCount() == 1;
	}

	private void begin(String conversionId) {
		try {
			lists().insertOne(new Document("_id", conversionId));
		}
		catch (MongoWriteException ex) {
			if (ErrorCategory.fromErrorCode(ex.getCode()) != ErrorCategory.DUPLICATE_KEY) {
				throw ex;
			}
		}
	}

	private InputStream open(String conversionId, String path, StoredFile file) {
		return new FilterInputStream(this.files.read(Bucket.KEPT_CHUNKS, file)) {

			@Override
			public int read() throws IOException {
				byte[] single = new byte[1];
				return (read(single, 0, 1) == 1) ? single[0] & 0xff : -1;
			}

			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				try {
					return super.read(target, offset, length);
				}
				catch (FileMissingException ex) {
					forget(conversionId, path, file.fileId());
					// a missing video is permanent; a missing chunk is encoded again
					throw new IOException("Kept chunk " + path + " of conversion " + conversionId + " is gone", ex);
				}
			}

		};
	}

	private void forget(String conversionId, String path, ObjectId fileId) {
		lists().updateOne(new Document("_id", conversionId).append(path + ".fileId", fileId),
				new Document("$unset", new Document(path, "")));
		this.files.delete(Bucket.KEPT_CHUNKS, fileId);
	}

	private static StoredFile file(Document entry) {
		return StoredFile.whole(entry.getObjectId("fileId"), entry.getLong("sizeBytes"), entry.getString("sha256"),
				CONTENT_TYPE);
	}

	private static String path(String planHash, int index) {
		if (!PLAN_HASH.matcher(planHash).matches() || index < 0) {
			throw new IllegalArgumentException("Not a chunk: " + planHash + ", " + index);
		}
		return CHUNKS + "." + planHash + "." + index;
	}

	private MongoCollection<Document> lists() {
		return this.databases.getMongoDatabase().getCollection(COLLECTION);
	}

}
