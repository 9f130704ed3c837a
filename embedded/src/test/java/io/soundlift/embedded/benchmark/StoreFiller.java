package io.soundlift.embedded.benchmark;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.soundlift.embedded.index.IndexedBackend;
import org.h2.mvstore.MVStore;

/**
 * Filler of the file of an embedded store with ended conversions: copies of one that the
 * system made, of 25 days. They get other ids, owners and times, and MP3s of one small
 * chunk.
 */
public final class StoreFiller {

	private static final int BLOCK = 20_000;

	private static final int BATCH = 1000;

	private static final int MP3_BYTES = 1000;

	/** One in so many conversions is of the account of the original. */
	private static final int OWN = 10;

	private static final int CACHE_MEBIBYTES = 256;

	/** As {@code soundlift.retention.mp3s} has it by default. */
	private static final Duration MP3_PERIOD = Duration.ofDays(30);

	private static final Duration SPAN = Duration.ofDays(25);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final Random random = new Random(1);

	private final IndexedBackend backend;

	private final Document conversion;

	private final Document file;

	private final Document mail;

	private final List<String> owners;

	private StoreFiller(IndexedBackend backend, int accounts) {
		this.backend = backend;
		this.conversion = one("soundlift", "conversions", new Document("state", "COMPLETED"));
		this.file = one("soundlift", "mp3s.files", new Document());
		this.mail = one("soundlift_notifier", "mails", new Document("conversionId", this.conversion.get("_id")));
		this.owners = this.random.ints(accounts - 1L).mapToObj((number) -> String.format("%032x", number)).toList();
	}

	/**
	 * Fills a file that no process has open.
	 * @param arguments the file, the number of conversions and that of accounts
	 */
	public static void main(String[] arguments) {
		Path path = Path.of(arguments[0]);
		int count = Integer.parseInt(arguments[1]);
		MVStore store = new MVStore.Builder().fileName(path.toString())
			.autoCommitDisabled()
			.autoCommitBufferSize(0)
			.cacheSize(CACHE_MEBIBYTES)
			.open();
		IndexedBackend backend = new IndexedBackend(store);
		try {
			new StoreFiller(backend, Integer.parseInt(arguments[2])).fill(count);
		}
		finally {
			backend.close();
		}
	}

	private Document one(String database, String collection, Document filter) {
		Document answer = this.backend.handleCommand(this.channel, database, "find",
				new Document("find", collection).append("filter", filter).append("limit", 1));
		if (answer.get("cursor") instanceof Document cursor && cursor.get("firstBatch") instanceof List<?> batch
				&& !batch.isEmpty() && batch.get(0) instanceof Document document) {
			return document.cloneDeeply();
		}
		throw new IllegalStateException("There is no document in " + collection + " to copy");
	}

	private void fill(int count) {
		Instant end = Instant.now();
		for (int from = 0; from < count; from += BLOCK) {
			int size = Math.min(BLOCK, count - from);
			Map<String, List<Document>> documents = new LinkedHashMap<>();
			for (int i = from; i < from + size; i++) {
				Instant at = end.minus(SPAN).plusMillis(SPAN.toMillis() * i / count);
				copy(i, Instant.ofEpochMilli(at.toEpochMilli()), documents);
			}
			documents.forEach(this::insert);
			this.backend.commit();
		}
	}

	/**
	 * Adds one conversion. Its id is as high as it is young, but at random among those of
	 * a block, which are more than the store has in its cache: otherwise each write would
	 * change another part of the file.
	 */
	private void copy(int number, Instant at, Map<String, List<Document>> documents) {
		String id = String.format("%08x%016x%08x", 0x1000 * (number / BLOCK), this.random.nextLong(), number);
		String owner = (number % OWN == 0) ? (String) this.conversion.get("owner")
				: this.owners.get(this.random.nextInt(this.owners.size()));
		ObjectId fileId = objectId(at, number);
		Instant finished = at.plusSeconds(5);
		Document copy = this.conversion.cloneDeeply()
			.append("_id", id)
			.append("owner", owner)
			.append("createdAt", at)
			.append("startedAt", at.plusSeconds(1))
			.append("finishedAt", finished);
		Document stored = part(part(copy, "mp3"), "file");
		stored.append("fileId", fileId).append("sizeBytes", (long) MP3_BYTES);
		part(copy, "video").append("fileId", objectId(at, -number));
		part(copy, "retention").append("videoRemovedAt", finished.plusSeconds(60))
			.append("mp3ExpiresAt", finished.plus(MP3_PERIOD))
			.append("nextAt", finished.plus(MP3_PERIOD));
		add(documents, "soundlift.conversions", copy);
		Document described = this.file.cloneDeeply()
			.append("_id", fileId)
			.append("filename", id)
			.append("length", (long) MP3_BYTES)
			.append("uploadDate", finished);
		part(described, "metadata").append("conversionId", id);
		add(documents, "soundlift.mp3s.files", described);
		add(documents, "soundlift.mp3s.chunks",
				new Document("_id", objectId(finished, number)).append("files_id", fileId)
					.append("n", 0)
					.append("data", new BinData(new byte[MP3_BYTES])));
		add(documents, "soundlift_notifier.mails",
				this.mail.cloneDeeply()
					.append("_id", id + String.valueOf(this.mail.get("_id")).substring(id.length()))
					.append("conversionId", id)
					.append("createdAt", finished)
					.append("endedAt", finished));
	}

	private static Document part(Document document, String field) {
		if (document.get(field) instanceof Document part) {
			return part;
		}
		throw new IllegalStateException("The document to copy has no " + field);
	}

	private static ObjectId objectId(Instant at, int number) {
		return new ObjectId(
				ByteBuffer.allocate(12).putInt((int) at.getEpochSecond()).putInt(number).putInt(number).array());
	}

	private static void add(Map<String, List<Document>> documents, String collection, Document document) {
		documents.computeIfAbsent(collection, (name) -> new ArrayList<>()).add(document);
	}

	private void insert(String fullName, List<Document> documents) {
		int dot = fullName.indexOf('.');
		String collection = fullName.substring(dot + 1);
		for (int from = 0; from < documents.size(); from += BATCH) {
			List<Document> batch = documents.subList(from, Math.min(documents.size(), from + BATCH));
			Document answer = this.backend.handleCommand(this.channel, fullName.substring(0, dot), "insert",
					new Document("insert", collection).append("documents", batch).append("ordered", true));
			if (!Integer.valueOf(batch.size()).equals(answer.get("n")) || answer.containsKey("writeErrors")) {
				throw new IllegalStateException("Not all were inserted: " + answer);
			}
		}
	}

}
