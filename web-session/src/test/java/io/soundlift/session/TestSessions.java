package io.soundlift.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.encryption.Encryption;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * Sessions in a database of their own, as any number of replicas see them.
 */
final class TestSessions implements AutoCloseable {

	static final WebSessionSettings SETTINGS = new WebSessionSettings("browser_sessions", "TEST", "/", false, false,
			Duration.ofHours(8), Duration.ofMinutes(30), Duration.ofDays(7), List.of());

	private final MongoClient client = MongoClients.create(TestMongo.uri());

	private final MongoTemplate mongo = new MongoTemplate(
			new SimpleMongoClientDatabaseFactory(this.client, TestMongo.databaseName()));

	private final MovableClock clock = new MovableClock();

	MongoSessionRepository replica() {
		return replica(encryption((byte) 1));
	}

	MongoSessionRepository replica(Encryption encryption) {
		return replica(encryption, SETTINGS);
	}

	MongoSessionRepository replica(Encryption encryption, WebSessionSettings settings) {
		MongoSessionRepository sessions = new MongoSessionRepository(this.mongo, encryption, settings, this.clock);
		sessions.createIndexes();
		return sessions;
	}

	/** An encryption whose first key is made from the first seed, and so on. */
	static Encryption encryption(byte seed, byte... previousSeeds) {
		List<String> previous = new ArrayList<>();
		for (byte previousSeed : previousSeeds) {
			previous.add(key(previousSeed));
		}
		return new Encryption(key(seed), previous, "a.property");
	}

	MovableClock clock() {
		return this.clock;
	}

	List<Document> documents() {
		return this.mongo.findAll(Document.class, SETTINGS.collection());
	}

	MongoTemplate mongo() {
		return this.mongo;
	}

	@Override
	public void close() {
		this.client.close();
	}

	private static String key(byte seed) {
		byte[] key = new byte[32];
		key[0] = seed;
		return Base64.getEncoder().encodeToString(key);
	}

}
