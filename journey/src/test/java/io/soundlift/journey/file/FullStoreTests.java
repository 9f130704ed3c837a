package io.soundlift.journey.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.embedded.EmbeddedMongo;
import io.soundlift.testsupport.SmallFileSystem;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.data.mongodb.UncategorizedMongoDbException;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link FileStore} with a database whose disk is full.
 */
class FullStoreTests {

	private static final byte[] CONTENT = new byte[5 * 1024 * 1024];

	static {
		new Random(1).nextBytes(CONTENT);
	}

	@Test
	void keepsWhatItHasAndLeavesNothingOfWhatDoesNotFit() throws IOException {
		SmallFileSystem disk = SmallFileSystem.mount(110).orElse(null);
		assumeTrue(disk != null, "mounting a file system needs root");
		try (SmallFileSystem full = disk) {
			Path file = full.folder().resolve("soundlift.h2");
			List<StoredFile> stored = new ArrayList<>();
			try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
					MongoClient client = MongoClients.create(mongo.uri())) {
				FileStore files = files(client);
				assertThatExceptionOfType(StoreFullException.class).isThrownBy(() -> {
					for (int i = 0; i < 40; i++) {
						stored.add(write(files));
					}
				});
				assertThat(stored).hasSizeGreaterThan(3);
				assertThat(count(client, "videos.chunks")).isEqualTo(stored.size() * 5L);
				assertThat(count(client, "videos.files")).isEqualTo(stored.size());
				assertThat(count(client, "file_writes")).isZero();
				client.getDatabase("soundlift").getCollection("conversions").insertOne(new Document("_id", "other"));
				assertThat(files.read(Bucket.VIDEOS, stored.get(0)).readAllBytes()).isEqualTo(CONTENT);
			}
			try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
					MongoClient client = MongoClients.create(mongo.uri())) {
				FileStore files = files(client);
				assertThat(count(client, "conversions")).isOne();
				for (StoredFile one : stored) {
					assertThat(files.read(Bucket.VIDEOS, one).readAllBytes()).isEqualTo(CONTENT);
				}
				files.delete(Bucket.VIDEOS, stored.get(0).fileId());
				files.delete(Bucket.VIDEOS, stored.get(1).fileId());
				await("room after a deletion").atMost(Duration.ofSeconds(60))
					.ignoreExceptionsInstanceOf(StoreFullException.class)
					.until(() -> write(files) != null);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "14031,anything,true", "8000,'you are over your space quota, using 512 MB of 512 MB',true",
			"8000,anything,false", "112,WriteConflict,false" })
	void tellsByMongoDbsCodesThatThereIsNoRoom(int code, String message, boolean full) {
		BsonDocument answer = BsonDocument.parse("{ok: 0, code: %d, errmsg: '%s'}".formatted(code, message));
		MongoException failure = new MongoCommandException(answer, new ServerAddress());
		assertThat(StoreFullException.isCauseOf(failure)).isEqualTo(full);
		assertThat(StoreFullException.isCauseOf(new UncategorizedMongoDbException("translated", failure)))
			.isEqualTo(full);
	}

	private static FileStore files(MongoClient client) {
		FileStore files = new FileStore(new SimpleMongoClientDatabaseFactory(client, "soundlift"), Clock.systemUTC());
		files.createIndexes();
		return files;
	}

	private static StoredFile write(FileStore files) throws IOException {
		StoredFile file = files.write(Bucket.VIDEOS, new ObjectId().toHexString(), "video/mp4",
				new ByteArrayInputStream(CONTENT), CONTENT.length);
		files.confirm(file);
		return file;
	}

	private static long count(MongoClient client, String collection) {
		return client.getDatabase("soundlift").getCollection(collection).countDocuments(new Document());
	}

}
