package io.soundlift.embedded.index;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.IndexOptions;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.soundlift.embedded.EmbeddedMongo;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Comparison of a collection that has indexes, and is read in batches, with one of the
 * plain backend.
 */
class IndexedQueryTests {

	private static final int DOCUMENTS = 40;

	private static final int STEPS = 150;

	private final EmbeddedMongo mongo = EmbeddedMongo.start(null, 0);

	private final MongoClient client = MongoClients.create(this.mongo.uri());

	private final MongoCollection<Document> indexed = things(this.client);

	private final MongoServer plain = new MongoServer(H2Backend.inMemory());

	private final MongoClient plainClient = MongoClients.create(this.plain.bindAndGetConnectionString());

	private final MongoCollection<Document> scanned = things(this.plainClient);

	private static MongoCollection<Document> things(MongoClient client) {
		return client.getDatabase("test").getCollection("things");
	}

	@AfterEach
	void close() {
		this.client.close();
		this.mongo.close();
		this.plainClient.close();
		this.plain.shutdownNow();
	}

	@ParameterizedTest
	@CsvSource({ "1, true", "2, false", "3, true", "4, false" })
	void answersEachQueryAsAScanDoes(long seed, boolean plain) {
		RandomDocuments random = new RandomDocuments(seed, plain);
		createIndexes(random);
		for (int i = 0; i < DOCUMENTS; i++) {
			insert(random.document(i));
		}
		for (int step = 0; step < STEPS; step++) {
			change(random, step);
			compare(random, plain, "seed " + seed + ", step " + step + ": ");
		}
		this.scanned.drop();
		assertThat(this.indexed.deleteMany(new Document()).getDeletedCount()).isPositive();
		assertThat(this.indexed.countDocuments(new Document("a", new Document("$gte", 0)))).isZero();
	}

	@Test
	void keepsOrderOfFieldsThatAreIncluded() {
		this.indexed.insertOne(Document.parse("{_id: 1, z: 1, c: {y: 2, b: 3, a: 4}, a: 5}"));
		Document found = this.indexed.find().projection(Document.parse("{a: 1, 'c.a': 1, 'c.b': 1, z: 1}")).first();
		assertThat(found).isNotNull();
		assertThat(found.toJson()).isEqualTo(Document.parse("{_id: 1, z: 1, c: {b: 3, a: 4}, a: 5}").toJson());
	}

	private void createIndexes(RandomDocuments random) {
		this.indexed.createIndex(new Document("a", 1));
		this.indexed.createIndex(new Document("b", -1).append("a", 1), new IndexOptions().sparse(true));
		this.indexed.createIndex(new Document("c.d", 1).append("e", -1));
		insert(random.document("before"));
		this.indexed.createIndex(new Document("e", 1).append("c.d", 1).append("a", -1));
		this.indexed.createIndex(new Document("e", -1), new IndexOptions().sparse(true).name("sparse"));
		this.indexed.createIndex(new Document("a", 1).append("_id", -1));
		this.indexed.createIndex(new Document("e", -1).append("_id", 1), new IndexOptions().unique(true));
	}

	private void insert(Document document) {
		this.indexed.insertOne(document);
		this.scanned.insertOne(document);
	}

	private void change(RandomDocuments random, int step) {
		Document id = new Document("_id", random.number(DOCUMENTS));
		switch (random.number(6)) {
			case 0 -> {
				Document update = random.update();
				this.indexed.updateOne(id, update);
				this.scanned.updateOne(id, update);
			}
			case 1 -> {
				// the id of another type is the same id
				Document replacement = random.document(id.getInteger("_id").longValue());
				this.indexed.replaceOne(id, replacement);
				this.scanned.replaceOne(id, replacement);
			}
			case 2 -> {
				this.indexed.deleteOne(id);
				this.scanned.deleteOne(id);
				insert(random.document("new " + step));
			}
			case 3 -> {
				Document filter = random.filter();
				Document update = random.update();
				assertThat(this.indexed.updateMany(filter, update)).as("%s", filter)
					.isEqualTo(this.scanned.updateMany(filter, update));
			}
			case 4 -> {
				Document order = random.order().append("_id", 1);
				Document filter = random.filter();
				FindOneAndDeleteOptions options = new FindOneAndDeleteOptions().sort(order);
				Document deleted = this.indexed.findOneAndDelete(filter, options);
				assertThat(this.scanned.findOneAndDelete(filter, options)).as("%s %s", filter, order)
					.isEqualTo(deleted);
				insert(random.document("again " + step));
			}
			default -> {
				// as it is
			}
		}
	}

	private void compare(RandomDocuments random, boolean plain, String seed) {
		Document filter = random.filter();
		Document order = random.order();
		String what = seed + filter.toJson() + " by " + order.toJson();
		assertThat(this.indexed.countDocuments(filter)).as(what).isEqualTo(this.scanned.countDocuments(filter));
		CountOptions bounds = new CountOptions().skip(random.number(3)).limit(1 + random.number(5));
		assertThat(this.indexed.countDocuments(filter, bounds)).as(what)
			.isEqualTo(this.scanned.countDocuments(filter, bounds));
		int batch = random.number(4);
		Document projection = random.projection();
		Document byId = new Document("_id", 1);
		assertThat(this.indexed.find(filter).sort(byId).projection(projection)).as("%s of %s", projection, what)
			.containsExactlyElementsOf(this.scanned.find(filter).sort(byId).projection(projection));
		assertThat(all(this.indexed.find(filter).batchSize(batch))).as(what)
			.containsExactlyInAnyOrderElementsOf(all(this.scanned.find(filter)));
		// equal documents may come in any order, but not what they are ordered by
		int skip = random.number(4);
		int limit = random.number(8);
		if (plain) {
			assertThat(keys(this.indexed, filter, order, skip, limit)).as(what)
				.isEqualTo(keys(this.scanned, filter, order, skip, limit));
		}
		Document total = new Document(order).append("_id", (random.number(2) == 0) ? 1 : -1);
		assertThat(all(this.indexed.find(filter).sort(total).skip(skip).limit(limit).batchSize(batch))).as(what)
			.isEqualTo(all(this.scanned.find(filter).sort(total).skip(skip).limit(limit)));
	}

	private static List<Document> all(FindIterable<Document> found) {
		return found.into(new ArrayList<>());
	}

	private static List<List<String>> keys(MongoCollection<Document> collection, Document filter, Document order,
			int skip, int limit) {
		return all(collection.find(filter).sort(order).skip(skip).limit(limit)).stream()
			.map((document) -> order.keySet().stream().map((field) -> key(document, field)).toList())
			.toList();
	}

	/**
	 * Returns a text that is the same for values that are equal in an order.
	 */
	private static String key(Document document, String field) {
		if ("c.d".equals(field)) {
			return (document.get("c") instanceof Document parent) ? key(parent, "d") : "null";
		}
		Object value = document.get(field);
		return (value instanceof Number number) ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
				: value + "";
	}

}
