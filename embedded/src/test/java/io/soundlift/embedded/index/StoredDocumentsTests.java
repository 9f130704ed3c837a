package io.soundlift.embedded.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.netty.channel.embedded.EmbeddedChannel;
import io.soundlift.embedded.EmbeddedMongo;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Code;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.ObjectId;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for how documents and their ids are in the file.
 */
class StoredDocumentsTests {

	private static final List<Object> IDS = List.of("text", 1, 2L, 2.5, 6_000_000_000.5, new ObjectId(), new Date(5),
			new UUID(1, 2), true, new Document("a", 1).append("b", "x"), new Decimal128(7), new byte[] { 1, 2 });

	private static final Document EVERYTHING = new Document("text", "\u00e9\ud83d\ude00").append("int", 1)
		.append("long", 2L)
		.append("double", -0.5)
		.append("decimal", new Decimal128(3))
		.append("nothing", null)
		.append("truth", true)
		.append("date", new Date(1_800_000_000_123L))
		.append("id", new ObjectId())
		.append("uuid", new UUID(3, 4))
		.append("bytes", new org.bson.types.Binary(new byte[] { 1, 2, 3 }))
		.append("regex", new BsonRegularExpression("a.*b", "i"))
		.append("time", new BsonTimestamp(5, 6))
		.append("code", new Code("x()"))
		.append("highest", new MaxKey())
		.append("list", List.of(1, "b", new Document("c", List.of(new Document()))));

	private final Path file;

	StoredDocumentsTests(@TempDir Path directory) {
		this.file = directory.resolve("mongo.h2");
	}

	private static MongoCollection<Document> things(MongoClient client) {
		return client.getDatabase("test").getCollection("things");
	}

	private static MongoClient client(String uri) {
		return MongoClients.create(uri + "/?uuidRepresentation=standard");
	}

	private void writeByPlainBackend() {
		MongoServer plain = new MongoServer(new H2Backend(this.file.toString()));
		try (MongoClient client = client(plain.bindAndGetConnectionString())) {
			things(client).createIndex(new Document("key", 1).append("n", 1), new IndexOptions().unique(true));
			IDS.forEach((id) -> things(client).insertOne(new Document("_id", id).append("key", id).append("n", 1)));
			things(client).insertOne(new Document(EVERYTHING).append("_id", "everything"));
		}
		finally {
			plain.shutdownNow();
		}
	}

	@Test
	void findsAndProtectsIdsThatThePlainBackendWrote() {
		writeByPlainBackend();
		for (int start = 0; start < 2; start++) {
			try (EmbeddedMongo mongo = EmbeddedMongo.start(this.file, 0); MongoClient client = client(mongo.uri())) {
				MongoCollection<Document> things = things(client);
				for (Object id : IDS) {
					long before = mongo.documentsRead();
					assertThat(things.find(new Document("_id", id)).into(new ArrayList<>())).as("%s", id).hasSize(1);
					assertThat(mongo.documentsRead() - before).as("%s", id).isEqualTo(1);
					assertDuplicate(things, new Document("_id", id));
					assertDuplicate(things, new Document("key", id).append("n", 1L));
				}
				assertDuplicate(things, new Document("_id", 1.0));
				assertThat(things.find(new Document("_id", "everything")).first()).containsAllEntriesOf(EVERYTHING);
			}
		}
		try (MVStore store = MVStore.open(this.file.toString())) {
			assertThat(store.getMapNames()).noneMatch((name) -> name.contains("._index_"));
		}
	}

	private static void assertDuplicate(MongoCollection<Document> things, Document document) {
		assertThatExceptionOfType(MongoWriteException.class).isThrownBy(() -> things.insertOne(document))
			.satisfies((ex) -> assertThat(ex.getError().getCategory()).isEqualTo(ErrorCategory.DUPLICATE_KEY));
	}

	@Test
	void keepsEveryTypeOfValueAcrossRestarts() {
		try (EmbeddedMongo mongo = EmbeddedMongo.start(this.file, 0); MongoClient client = client(mongo.uri())) {
			things(client).insertOne(new Document("_id", "everything").append("before", 1));
			things(client).replaceOne(new Document("_id", "everything"), EVERYTHING);
		}
		try (EmbeddedMongo mongo = EmbeddedMongo.start(this.file, 0); MongoClient client = client(mongo.uri())) {
			assertThat(things(client).find().first()).containsAllEntriesOf(EVERYTHING)
				.containsEntry("_id", "everything")
				.hasSize(EVERYTHING.size() + 1);
			things(client).updateOne(new Document("regex", new Document("$exists", true)),
					new Document("$currentDate", new Document("now", true)));
		}
		try (EmbeddedMongo mongo = EmbeddedMongo.start(this.file, 0); MongoClient client = client(mongo.uri())) {
			assertThat(things(client).find().first()).containsKey("now").containsAllEntriesOf(EVERYTHING);
		}
	}

	@Test
	void findsByRegularExpressionOfTheId() {
		try (EmbeddedMongo mongo = EmbeddedMongo.start(this.file, 0); MongoClient client = client(mongo.uri())) {
			IDS.forEach((id) -> things(client).insertOne(new Document("_id", id)));
			assertThat(things(client).find(new Document("_id", Pattern.compile("^te"))).first()).containsEntry("_id",
					"text");
		}
	}

	@Test
	void updateDoesNotChangeAnswerThatIsStillToBeSent() {
		IndexedBackend backend = new IndexedBackend(MVStore.open(null));
		EmbeddedChannel channel = new EmbeddedChannel();
		try {
			backend.handleCommand(channel, "test", "insert",
					command("insert").append("documents", List.of(document("_id", 1).append("n", 1))));
			de.bwaldvogel.mongo.bson.Document answer = backend.handleCommand(channel, "test", "find", command("find"));
			String before = answer.toString();
			backend.handleCommand(channel, "test", "update", command("update").append("updates", List
				.of(document("q", document("_id", 1)).append("u", document("$set", document("n", 2).append("m", 3))))));
			backend.handleCommand(channel, "test", "findAndModify",
					command("findAndModify").append("update", document("$inc", document("n", 1))));
			assertThat(answer).hasToString(before);
			assertThat(backend.handleCommand(channel, "test", "find", command("find")).toString())
				.contains("\"n\" : 3");
		}
		finally {
			backend.close();
		}
	}

	private static de.bwaldvogel.mongo.bson.Document command(String name) {
		return document(name, "things");
	}

	private static de.bwaldvogel.mongo.bson.Document document(String field, Object value) {
		return new de.bwaldvogel.mongo.bson.Document(field, value);
	}

}
