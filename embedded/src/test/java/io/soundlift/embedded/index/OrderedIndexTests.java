package io.soundlift.embedded.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.IndexOptions;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.soundlift.embedded.EmbeddedMongo;
import org.bson.Document;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrderedIndex}: how many documents a query reads.
 */
class OrderedIndexTests {

	private static final int DOCUMENTS = 100;

	private final Path file;

	private EmbeddedMongo mongo;

	private MongoClient client;

	OrderedIndexTests(@TempDir Path directory) {
		this.file = directory.resolve("mongo.h2");
		this.mongo = EmbeddedMongo.start(this.file, 0);
		this.client = MongoClients.create(this.mongo.uri());
	}

	@AfterEach
	void close() {
		this.client.close();
		this.mongo.close();
	}

	private void restart() {
		close();
		start();
	}

	private void start() {
		this.mongo = EmbeddedMongo.start(this.file, 0);
		this.client = MongoClients.create(this.mongo.uri());
	}

	private MongoCollection<Document> things() {
		return this.client.getDatabase("test").getCollection("things");
	}

	private static void fill(MongoCollection<Document> things) {
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < DOCUMENTS; i++) {
			documents.add(new Document("_id", "id" + i).append("owner", "owner" + i % 10)
				.append("at", new Date(1000L * (i * 7 % DOCUMENTS)))
				.append("nested", new Document("due", (i % 10 == 3) ? i : null)));
		}
		things.insertMany(documents);
	}

	private <T> T reading(int documents, Supplier<T> query) {
		long before = this.mongo.documentsRead();
		T result = query.get();
		assertThat(this.mongo.documentsRead() - before).isEqualTo(documents);
		return result;
	}

	private List<Integer> seconds(String owner, Document order, int skip, int limit) {
		return things().find(new Document("owner", owner))
			.sort(order)
			.skip(skip)
			.limit(limit)
			.map((thing) -> (int) (thing.getDate("at").getTime() / 1000))
			.into(new ArrayList<>());
	}

	@Test
	void readsNoMoreThanTheLimitWhenTheIndexHasTheOrder() {
		things().createIndex(new Document("owner", 1).append("at", -1));
		fill(things());
		assertThat(reading(3, () -> seconds("owner3", new Document("at", -1), 1, 2))).containsExactly(81, 71);
		assertThat(reading(2, () -> seconds("owner3", new Document("at", 1), 0, 2))).containsExactly(1, 11);
		assertThat(reading(2, () -> seconds("owner3", new Document("owner", 1).append("at", -1), 0, 2)))
			.containsExactly(91, 81);
		assertThat(reading(10, () -> seconds("owner3", new Document("_id", 1), 0, 2))).hasSize(2);
	}

	@Test
	void readsOnlyWhatMatchesEqualityAndRange() {
		things().createIndex(new Document("owner", 1).append("at", -1));
		fill(things());
		Document filter = new Document("owner", new Document("$in", List.of("owner3", "owner5", "nobody"))).append("at",
				new Document("$gt", new Date(41_000)).append("$lte", new Date(71_000)));
		assertThat(reading(6, () -> things().find(filter).into(new ArrayList<>()))).hasSize(6);
		assertThat(reading(0, () -> things().countDocuments(filter))).isEqualTo(6);
		assertThat(
				reading(6, () -> things().aggregate(List.of(Aggregates.match(filter), Aggregates.count("n"))).first()))
			.containsEntry("n", 6);
		assertThat(reading(6, () -> things().deleteMany(filter).getDeletedCount())).isEqualTo(6);
		assertThat(reading(0, () -> things().find(filter).into(new ArrayList<>()))).isEmpty();
	}

	@Test
	void leavesDocumentsWithoutTheFieldOutOfSparseIndex() {
		things().createIndex(new Document("nested.due", 1), new IndexOptions().sparse(true));
		fill(things());
		Document due = new Document("nested.due", new Document("$ne", null));
		assertThat(reading(10, () -> things().find(due).into(new ArrayList<>()))).hasSize(10);
		assertThat(reading(1, () -> things().find(due).sort(new Document("nested.due", -1)).limit(1).first()))
			.containsEntry("_id", "id93");
		assertThat(reading(1, () -> things().updateOne(due, new Document("$unset", new Document("nested.due", "")))
			.getMatchedCount())).isEqualTo(1);
		assertThat(reading(0, () -> things().countDocuments(due))).isEqualTo(9);
	}

	@Test
	void findsOneOfSeveralConditionsByOneIndexEach() {
		things().createIndex(new Document("owner", 1));
		things().createIndex(new Document("at", 1));
		fill(things());
		Document either = new Document("$or",
				List.of(new Document("owner", "owner3"), new Document("at", new Document("$lt", new Date(3000)))))
			.append("nested", new Document("$exists", true));
		// the one that matches both is read for each of them
		assertThat(reading(13, () -> things().find(either).into(new ArrayList<>()))).hasSize(12);
	}

	@Test
	void countsByTheIndexThatHasAllFieldsWhicheverCameFirst() {
		things().createIndex(new Document("owner", 1).append("nested.due", 1));
		things().createIndex(new Document("owner", 1).append("deletedAt", 1).append("at", -1));
		fill(things());
		Document kept = new Document("owner", "owner3").append("deletedAt", null);
		assertThat(reading(0, () -> things().countDocuments(kept))).isEqualTo(10);
	}

	@Test
	void findsByUniqueKeyAndFurtherConditions() {
		things().createIndex(new Document("owner", 1).append("at", 1), new IndexOptions().unique(true));
		fill(things());
		Document one = new Document("_id", "id13").append("owner", "owner3");
		assertThat(reading(1, () -> things().find(one).first())).containsEntry("_id", "id13");
		assertThat(reading(0, () -> things().find(new Document(one).append("at", null)).first())).isNull();
		// by the first part of the key
		assertThat(reading(10, () -> things().deleteMany(new Document("owner", "owner3")).getDeletedCount()))
			.isEqualTo(10);
	}

	@Test
	void keepsIndexAcrossRestart() {
		things().createIndex(new Document("owner", 1).append("at", -1));
		fill(things());
		restart();
		things().deleteOne(new Document("_id", "id13"));
		assertThat(reading(2, () -> seconds("owner3", new Document("at", -1), 0, 2))).containsExactly(81, 71);
	}

	@Test
	void buildsIndexesOfFileThatThePlainBackendHasWritten() {
		close();
		MongoServer plain = new MongoServer(new H2Backend(this.file.toString()));
		try (MongoClient before = MongoClients.create(plain.bindAndGetConnectionString())) {
			MongoCollection<Document> things = before.getDatabase("test").getCollection("things");
			things.createIndex(new Document("owner", 1).append("at", -1));
			things.createIndex(new Document("nested.due", 1), new IndexOptions().sparse(true));
			fill(things);
		}
		finally {
			plain.shutdownNow();
		}
		start();
		assertThat(reading(2, () -> seconds("owner3", new Document("at", -1), 0, 2))).containsExactly(91, 81);
		assertThat(reading(0, () -> things().countDocuments(new Document("nested.due", new Document("$gt", 50)))))
			.isEqualTo(5);
	}

	@Test
	void buildsIndexAgainWhenItsBuildWasBrokenOff() {
		things().createIndex(new Document("owner", 1).append("at", -1), new IndexOptions().name("it"));
		fill(things());
		close();
		try (MVStore store = MVStore.open(this.file.toString())) {
			MVMap<byte[], Object> entries = store.openMap("test.things._ordered_it",
					new MVMap.Builder<byte[], Object>().keyType(ByteArrayDataType.INSTANCE));
			assertThat(entries.sizeAsLong()).isEqualTo(DOCUMENTS + 1);
			entries.remove(entries.lastKey());
			entries.remove(entries.firstKey());
		}
		start();
		assertThat(reading(0, () -> things().countDocuments(new Document("owner", "owner9")))).isEqualTo(10);
	}

	@Test
	void beginsAnewAfterDrop() {
		things().createIndex(new Document("owner", 1));
		fill(things());
		things().dropIndex(new Document("owner", 1));
		assertThat(reading(DOCUMENTS, () -> things().countDocuments(new Document("owner", "owner3")))).isEqualTo(10);
		things().createIndex(new Document("owner", 1));
		assertThat(reading(0, () -> things().countDocuments(new Document("owner", "owner3")))).isEqualTo(10);
		things().drop();
		things().createIndex(new Document("owner", 1));
		assertThat(things().countDocuments(new Document("owner", "owner3"))).isZero();
	}

}
