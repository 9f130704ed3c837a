package io.soundlift.system;

import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.testsupport.TestMongo;
import org.jspecify.annotations.Nullable;

/**
 * A store that is empty at the start: a server of its own, or the real server that the
 * environment names, with the system's databases dropped.
 */
final class TestStore implements AutoCloseable {

	private final @Nullable EmbeddedMongo embedded;

	private final String uri;

	private TestStore(@Nullable EmbeddedMongo embedded, String uri) {
		this.embedded = embedded;
		this.uri = uri;
	}

	static TestStore start() {
		if (!TestMongo.isRealMongo()) {
			EmbeddedMongo embedded = EmbeddedMongo.start(null, 0);
			return new TestStore(embedded, embedded.uri());
		}
		try (MongoClient client = MongoClients.create(TestMongo.uri())) {
			for (String database : List.of("soundlift", "soundlift_auth", "soundlift_notifier")) {
				client.getDatabase(database).drop();
			}
		}
		return new TestStore(null, TestMongo.uri());
	}

	String uri() {
		return this.uri;
	}

	@Override
	public void close() {
		if (this.embedded != null) {
			this.embedded.close();
		}
	}

}
