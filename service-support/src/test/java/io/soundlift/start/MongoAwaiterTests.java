package io.soundlift.start;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MongoAwaiter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MongoAwaiterTests {

	private static final String WAITS = "The start waits for it.";

	private final MongoAwaiter awaiter = new MongoAwaiter();

	@Test
	void waitsForMongoThatIsAwayAndSaysSo(CapturedOutput output) {
		int port = FreePort.find();
		try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
			CompletableFuture<Object> start = Background
				.call(() -> this.awaiter.postProcessAfterInitialization(client, "mongo"));
			await().untilAsserted(() -> assertThat(output).contains(WAITS));
			assertThat(start).isNotDone();
			try (EmbeddedMongo mongo = EmbeddedMongo.start(null, port)) {
				assertThat(mongo.uri()).contains(":" + port);
				await().untilAsserted(() -> assertThat(start).isCompletedWithValue(client));
			}
		}
		assertThat(output).contains("MongoDB does not answer").containsOnlyOnce(WAITS);
	}

	@Test
	void endsTheStartWhenMongoRefusesTheUser() {
		try (EmbeddedMongo mongo = EmbeddedMongo.start(null, 0);
				MongoClient client = MongoClients
					.create(mongo.uri().replace("mongodb://", "mongodb://somebody:secret@"))) {
			assertThatExceptionOfType(MongoUnavailableException.class)
				.isThrownBy(() -> this.awaiter.postProcessAfterInitialization(client, "mongo"))
				.withMessageContaining("MongoDB can't be used (MongoSecurityException")
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
		}
	}

	@Test
	void endsTheStartWhenTheProcessIsAskedToEnd(CapturedOutput output) throws Exception {
		try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + FreePort.find())) {
			AtomicReference<Throwable> failure = new AtomicReference<>();
			Thread start = new Thread(() -> this.awaiter.postProcessAfterInitialization(client, "mongo"));
			start.setUncaughtExceptionHandler((thread, ex) -> failure.set(ex));
			start.start();
			await().untilAsserted(() -> assertThat(output).contains(WAITS));
			start.interrupt();
			start.join(60_000);
			assertThat(failure).hasValueMatching((ex) -> ex instanceof MongoUnavailableException);
		}
	}

}
