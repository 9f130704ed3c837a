package io.soundlift.gateway.resumable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.GrowingUpload;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the queries of resumable uploads read in a store that holds many others.
 */
@DisabledIf(value = "io.soundlift.testsupport.TestMongo#isRealMongo",
		disabledReason = "only the embedded store counts the documents that it reads")
class ResumableQueryCostTests {

	private static final int OTHERS = 200;

	private static final Owner owner = new Owner("anna", "anna@example.org");

	private static final MongoClient client = MongoClients.create(TestMongo.uri());

	private static final String database = TestMongo.databaseName();

	private static final MovableClock clock = new MovableClock();

	private static final ResumableUploads uploads = new ResumableUploads(new MongoTemplate(client, database), clock);

	@BeforeAll
	static void fill() {
		for (int i = 0; i < OTHERS; i++) {
			String account = (i % 2 == 0) ? "anna" : "other" + i;
			insert("other" + i, account, (i % 4 == 0) ? UploadState.EXPIRED : UploadState.FINISHED,
					clock.instant().plus(Duration.ofHours((i % 3 == 0) ? -1 : 1)));
		}
		insert("open", owner.id(), UploadState.OPEN, clock.instant().plus(Duration.ofHours(1)));
		insert("whole", owner.id(), UploadState.WHOLE, clock.instant().plus(Duration.ofHours(1)));
		insert("overdue", "bert", UploadState.OPEN, clock.instant().minus(Duration.ofHours(1)));
	}

	private static void insert(String id, String account, UploadState state, Instant expiresAt) {
		uploads.insert(new ResumableUpload(id, account, "a@example.org", "talk.mp4", "video/mp4",
				new ConversionOptions(192_000), null, 100L, new PartialFile(new ObjectId(), 0, ""), state, 0, null,
				clock.instant(), expiresAt, Map.of()));
	}

	@AfterAll
	static void close() {
		client.getDatabase(database).drop();
		client.close();
	}

	@Test
	void findsAndTakesUploadByItsId() {
		assertThat(TestMongo.reading(1, () -> uploads.findOwned("open", owner.id()))).isPresent();
		ResumableUpload taken = TestMongo.reading(2, () -> uploads.take("open", owner)).orElseThrow();
		assertThat(
				TestMongo.reading(2, () -> uploads.advance(taken, taken.file(), UploadState.OPEN, taken.expiresAt())))
			.isTrue();
		assertThat(TestMongo.reading(1, () -> uploads.take("open", owner))).as("it is taken").isEmpty();
		uploads.release(taken);
	}

	@Test
	void showsConvertersUploadsOfWhichBytesCome() {
		GrowingUploads growing = new GrowingUploads(new MongoTemplate(client, database), clock);
		assertThat(TestMongo.reading(0, growing::active)).isEmpty();
		ResumableUpload taken = uploads.take("open", owner).orElseThrow();
		GrowingUpload seen = TestMongo.reading(1, growing::active).get(0);
		assertThat(seen.id()).isEqualTo(taken.id());
		assertThat(seen.owner()).isEqualTo(taken.owner());
		assertThat(seen.contentType()).isEqualTo(taken.contentType());
		assertThat(seen.options()).isEqualTo(taken.options());
		assertThat(seen.length()).isEqualTo(taken.length());
		assertThat(seen.file()).isEqualTo(taken.file());
		assertThat(TestMongo.reading(1, () -> growing.find("open"))).contains(seen);
		uploads.release(taken);
		assertThat(growing.active()).isEmpty();
	}

	@Test
	void countsWhatIsUnfinishedWithoutReadingWhatIsFinished() {
		assertThat(TestMongo.reading(2, () -> uploads.countUnfinished(owner.id()))).isEqualTo(2);
		assertThat(TestMongo.reading(2, () -> uploads.listUnfinished(owner.id()))).hasSize(2);
	}

	@Test
	void looksForWorkWithoutReadingWhatHasEnded() {
		assertThat(TestMongo.reading(1, uploads::overdue)).extracting(ResumableUpload::id).containsExactly("overdue");
		assertThat(TestMongo.reading(0, uploads::ending)).isEmpty();
		assertThat(TestMongo.reading(1, uploads::abandonedWhole)).extracting(ResumableUpload::id)
			.containsExactly("whole");
		TestMongo.reading(0, () -> {
			uploads.removeTombstones();
			return owner;
		});
	}

}
