package io.soundlift.embedded.cursor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoQueryException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import io.soundlift.embedded.EmbeddedMongo;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for answers in batches, over the wire.
 */
class CursorTests {

	private static final int DOCUMENTS = 1000;

	private static final int MEBIBYTE = 1024 * 1024;

	private final EmbeddedMongo mongo = EmbeddedMongo.start(null, 0);

	private final MongoClient client = MongoClients.create(this.mongo.uri());

	private final MongoCollection<Document> things = this.client.getDatabase("test").getCollection("things");

	@AfterEach
	void close() {
		this.client.close();
		this.mongo.close();
	}

	private void fill(int count, int bytes) {
		for (int i = 0; i < count; i++) {
			this.things.insertOne(new Document("_id", i).append("turned", count - i).append("data", new byte[bytes]));
		}
	}

	private long readsOf(Runnable task) {
		long before = this.mongo.documentsRead();
		task.run();
		return this.mongo.documentsRead() - before;
	}

	@Test
	void readsOneBatchAtATime() {
		fill(DOCUMENTS, 0);
		List<MongoCursor<Document>> cursors = new ArrayList<>();
		assertThat(readsOf(() -> cursors.add(this.things.find().batchSize(10).cursor()))).isEqualTo(10);
		MongoCursor<Document> cursor = cursors.get(0);
		assertThat(readsOf(() -> IntStream.rangeClosed(0, 10).forEach((i) -> cursor.next()))).isEqualTo(10);
		cursor.close();
		assertThat(readsOf(() -> this.things.find().cursor().close())).isEqualTo(BatchedAnswer.FIRST_BATCH);
	}

	@Test
	void endsBatchWhenDocumentsAreLarge() {
		fill(20, MEBIBYTE);
		assertThat(readsOf(() -> this.things.find().batchSize(20).cursor().close())).isBetween(1L, 5L);
		assertThat(this.things.find().into(new ArrayList<>())).hasSize(20);
	}

	@Test
	void endsWithTheLimit() {
		fill(DOCUMENTS, 0);
		assertThat(readsOf(
				() -> assertThat(this.things.find().batchSize(10).limit(25).into(new ArrayList<>())).hasSize(25)))
			.isEqualTo(25);
		// a negative limit means one batch and no cursor
		assertThat(this.things.find().limit(-10).into(new ArrayList<>())).hasSize(10);
	}

	@Test
	void readsForAnAggregationInBatches() {
		fill(DOCUMENTS, 0);
		assertThat(this.things.aggregate(List.of(Aggregates.group(null, Accumulators.sum("sum", "$turned")))).first())
			.containsEntry("sum", DOCUMENTS * (DOCUMENTS + 1) / 2);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void goesOnBehindTheLastDocumentWhenOthersChange(long seed) {
		Random random = new Random(seed);
		this.things.createIndex(new Document("turned", 1));
		fill(DOCUMENTS, 0);
		boolean scan = seed % 2 == 0;
		Document filter = scan ? new Document() : new Document("turned", new Document("$gt", 0));
		List<Integer> expected = new ArrayList<>();
		List<Integer> found = new ArrayList<>();
		try (MongoCursor<Document> cursor = this.things.find(filter).batchSize(1 + random.nextInt(7)).cursor()) {
			while (cursor.hasNext()) {
				found.add(cursor.next().getInteger("_id"));
				this.things.deleteOne(new Document("_id", random.nextInt(DOCUMENTS)));
				this.things.updateOne(new Document("_id", random.nextInt(DOCUMENTS)),
						new Document("$set", new Document("seen", found.size())));
			}
		}
		this.things.find().forEach((document) -> expected.add(document.getInteger("_id")));
		assertThat(found).doesNotHaveDuplicates().containsAll(expected);
	}

	@Test
	void refusesSortThatTakesTooMuchMemory() {
		fill(40, MEBIBYTE);
		Document order = new Document("turned", 1);
		assertThatExceptionOfType(MongoQueryException.class)
			.isThrownBy(() -> this.things.find().sort(order).into(new ArrayList<>()))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(BoundedSort.EXCEEDED_MEMORY_LIMIT));
		assertThat(this.things.find().sort(order).limit(3).map((thing) -> thing.get("_id")).into(new ArrayList<>()))
			.containsExactly(39, 38, 37);
		this.things.createIndex(order);
		assertThat(this.things.find().sort(order).into(new ArrayList<>())).hasSize(40);
	}

	@Test
	void endsLongestUnusedCursorWhenSortedAnswersTakeTooMuchMemory() {
		fill(25, MEBIBYTE);
		Document order = new Document("turned", 1);
		try (MongoCursor<Document> first = this.things.find().sort(order).batchSize(1).cursor();
				MongoCursor<Document> second = this.things.find().sort(order).batchSize(1).cursor()) {
			first.next();
			assertThatExceptionOfType(MongoCursorNotFoundException.class).isThrownBy(first::next);
			for (int i = 0; i < 25; i++) {
				second.next();
			}
			assertThat(second.hasNext()).isFalse();
		}
	}

}
