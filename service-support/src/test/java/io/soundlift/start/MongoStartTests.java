package io.soundlift.start;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.FreePort;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MongoStart}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MongoStartTests {

	private static final String WAITS = "The start waits for it.";

	@Test
	void makesAnIndexThoughMongoWentAwayAfterItHadAnswered(CapturedOutput output) {
		// a port that no client is given while nobody listens
		EmbeddedMongo before = EmbeddedMongo.start(null, FreePort.find());
		try (MongoClient client = MongoClients.create(before.uri() + "/?serverSelectionTimeoutMS=500")) {
			MongoCollection<Document> things = client.getDatabase("start").getCollection("things");
			MongoStart.run(() -> client.getDatabase("admin").runCommand(new Document("ping", 1)));
			before.close();
			CompletableFuture<Void> start = Background
				.run(() -> MongoStart.run(() -> things.createIndex(new Document("name", 1))));
			await().untilAsserted(() -> assertThat(output).contains(WAITS));
			assertThat(start).isNotDone();
			try (EmbeddedMongo after = EmbeddedMongo.start(null, before.port())) {
				assertThat(start).succeedsWithin(Duration.ofMinutes(1));
				assertThat(after.port()).isEqualTo(before.port());
				assertThat(things.listIndexes()).anyMatch((index) -> index.getString("name").equals("name_1"));
			}
		}
	}

	@Test
	void triesAgainWhateverTheFailureIsWrappedIn() {
		int[] tries = { 0 };
		int result = MongoStart.get(() -> {
			if (++tries[0] == 1) {
				throw new IllegalStateException(new MongoSocketReadException("cut off", new ServerAddress()));
			}
			return tries[0];
		});
		assertThat(result).isEqualTo(2);
	}

	@Test
	void passesOnWhatHasNothingToDoWithAnAbsentMongo(CapturedOutput output) {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> MongoStart.run(() -> {
			throw new IllegalStateException("A key is missing");
		})).withMessage("A key is missing");
		assertThat(output).doesNotContain(WAITS);
	}

}
