package io.soundlift.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link EmbeddedMongo}.
 */
class EmbeddedMongoTests {

	private static final int MEBIBYTE = 1024 * 1024;

	private final Path directory;

	EmbeddedMongoTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@Test
	void keepsDocumentsAndUniqueIndexesAcrossRestart() {
		Path file = this.directory.resolve("mongo/soundlift.h2");
		try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			MongoCollection<Document> collection = collection(client);
			collection.createIndex(new Document("name", 1), new IndexOptions().unique(true));
			collection.insertOne(new Document("_id", "a").append("name", "first"));
		}
		try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			MongoCollection<Document> collection = collection(client);
			assertThat(collection.find(new Document("name", "first")).first()).containsEntry("_id", "a");
			assertThatThrownBy(() -> collection.insertOne(new Document("_id", "b").append("name", "first")))
				.hasMessageContaining("duplicate key");
		}
	}

	@Test
	void keepsEachAcknowledgedWriteWhenItsProcessIsKilled() throws Exception {
		Path file = this.directory.resolve("soundlift.h2");
		Process process = startMongoProcess(file);
		long acknowledged = 0;
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
				MongoClient client = MongoClients.create(output.readLine())) {
			MongoCollection<Document> collection = collection(client);
			collection.createIndex(new Document("name", 1), new IndexOptions().unique(true));
			for (int i = 0; i < 200; i++) {
				collection.insertOne(new Document("_id", i).append("name", "n" + i).append("data", new byte[2000]));
				collection.updateOne(new Document("_id", i), new Document("$set", new Document("updated", true)));
				acknowledged++;
			}
			process.destroyForcibly().waitFor();
		}
		try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			MongoCollection<Document> collection = collection(client);
			assertThat(collection.countDocuments(new Document("updated", true))).isEqualTo(acknowledged);
			for (int i = 0; i < acknowledged; i++) {
				assertThat(collection.find(new Document("name", "n" + i)).first()).containsEntry("_id", i);
			}
		}
	}

	@Test
	void keepsDocumentsAndIndexesConsistentWhenItsProcessIsKilledInTheMiddleOfWrites() throws Exception {
		Path file = this.directory.resolve("soundlift.h2");
		Process process = startMongoProcess(file);
		int written = 0;
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
				MongoClient client = MongoClients.create(output.readLine())) {
			MongoCollection<Document> collection = collection(client);
			collection.createIndex(new Document("name", 1), new IndexOptions().unique(true));
			process.onExit().thenRun(client::close);
			Thread killer = new Thread(() -> {
				Awaitility.await().until(() -> collection.estimatedDocumentCount() > 100);
				process.destroyForcibly();
			});
			killer.start();
			try {
				while (process.isAlive()) {
					collection.insertOne(new Document("_id", written).append("name", "n" + written));
					written++;
				}
			}
			catch (RuntimeException ex) {
				assertThat(process.waitFor()).isEqualTo(137);
			}
			killer.join();
		}
		assertThat(written).isGreaterThan(100);
		try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			MongoCollection<Document> collection = collection(client);
			// the one that was not acknowledged may be there or not
			assertThat(collection.countDocuments()).isBetween((long) written, written + 1L);
			for (int i = 0; i < collection.countDocuments(); i++) {
				assertThat(collection.find(new Document("name", "n" + i)).first()).containsEntry("_id", i);
			}
		}
	}

	@Test
	void reusesTheSpaceOfDeletedFiles() throws IOException {
		Path file = this.directory.resolve("soundlift.h2");
		try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			MongoCollection<Document> chunks = client.getDatabase("test").getCollection("videos.chunks");
			fill(chunks);
			// the last chunks go into the file with it
			collection(client).insertOne(new Document());
			long sizeBytes = Files.size(file);
			assertThat(sizeBytes).isBetween(64L * MEBIBYTE, 96L * MEBIBYTE);
			for (int round = 0; round < 2; round++) {
				chunks.deleteMany(new Document());
				Awaitility.await()
					.pollDelay(StoreUpkeep.RETENTION.plusSeconds(1))
					.untilAsserted(() -> assertThat(chunks.countDocuments()).isZero());
				fill(chunks);
			}
			assertThat(Files.size(file)).isLessThan(2 * sizeBytes);
		}
	}

	@Test
	void keepsChunksWhenItsProcessIsKilledAfterAnotherWrite() throws Exception {
		Path file = this.directory.resolve("soundlift.h2");
		Process process = startMongoProcess(file);
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
				MongoClient client = MongoClients.create(output.readLine())) {
			MongoCollection<Document> chunks = client.getDatabase("test").getCollection("videos.chunks");
			chunks.insertOne(new Document("_id", 1).append("data", new Binary(new byte[1000])));
			collection(client).insertOne(new Document("_id", 1));
			process.destroyForcibly().waitFor();
		}
		try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			assertThat(client.getDatabase("test").getCollection("videos.chunks").countDocuments()).isEqualTo(1);
		}
	}

	@Test
	void forgetsEverythingWithoutFile() {
		try (EmbeddedMongo mongo = EmbeddedMongo.start(null, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			collection(client).insertOne(new Document("_id", "a"));
			assertThat(collection(client).countDocuments()).isEqualTo(1);
		}
		try (EmbeddedMongo mongo = EmbeddedMongo.start(null, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			assertThat(collection(client).countDocuments()).isZero();
		}
	}

	@Test
	void answersHelloAsHealthChecksSendIt() {
		try (EmbeddedMongo mongo = EmbeddedMongo.start(null, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			Document answer = client.getDatabase("test").runCommand(new Document("hello", 1));
			assertThat(answer).containsEntry("isWritablePrimary", true).containsKey("maxWireVersion");
		}
	}

	@Test
	void refusesPortInUseAndLeavesTheFileUsable() {
		Path file = this.directory.resolve("soundlift.h2");
		try (EmbeddedMongo first = EmbeddedMongo.start(null, 0)) {
			assertThatThrownBy(() -> EmbeddedMongo.start(file, first.port()).close()).isInstanceOf(Exception.class);
		}
		EmbeddedMongo.start(file, 0).close();
	}

	private static void fill(MongoCollection<Document> chunks) {
		for (int i = 0; i < 64; i++) {
			chunks.insertOne(new Document("_id", i).append("data", new Binary(new byte[MEBIBYTE])));
		}
	}

	private static MongoCollection<Document> collection(MongoClient client) {
		return client.getDatabase("test").getCollection("things");
	}

	private static Process startMongoProcess(Path file) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), EmbeddedMongoProcess.class.getName(), file.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

}
