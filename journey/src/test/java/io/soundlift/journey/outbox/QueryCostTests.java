package io.soundlift.journey.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.soundlift.journey.TestJourney;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.DeletedConversions;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Position;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.conversion.SettledBytes;
import io.soundlift.journey.conversion.StoredBytes;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileInventory;
import io.soundlift.journey.file.FoundFile;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.usage.Reservation;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the queries of conversions read in a store that holds many others.
 */
@DisabledIf(value = "io.soundlift.testsupport.TestMongo#isRealMongo",
		disabledReason = "only the embedded store counts the documents that it reads")
class QueryCostTests {

	private static final Duration AGE = Duration.ofDays(1);

	private static final int OTHERS = 200;

	private static final TestJourney journey = new TestJourney();

	private static final Owner owner = new Owner("somebody", "somebody@example.org");

	@BeforeAll
	static void fill() {
		Conversion completed = journey.completed();
		Document sample = journey.database()
			.getCollection(Conversion.COLLECTION)
			.find(new Document("_id", completed.id()))
			.first();
		assertThat(sample).isNotNull();
		Document outbox = sample.get("outbox", Document.class);
		outbox.values().forEach((entry) -> ((Document) entry).remove("dueAt"));
		sample.get("retention", Document.class).append("nextAt", Date.from(Instant.parse("2100-01-01T00:00:00Z")));
		List<Document> others = new ArrayList<>();
		for (int i = 0; i < OTHERS; i++) {
			others.add(new Document(sample).append("_id", "other%028d".formatted(i))
				.append("createdAt", new Date(1_000_000L * i))
				.append("finishedAt", new Date((i < OTHERS / 2) ? 1_000_000L * i : 500_000_000))
				.append("changedAt", new Date(1_000_000L * i))
				.append("owner", (i % 2 == 0) ? "somebody" : "else"));
		}
		journey.database().getCollection(Conversion.COLLECTION).insertMany(others);
		journey.database().getCollection(Conversion.COLLECTION).deleteOne(new Document("_id", completed.id()));
	}

	@AfterAll
	static void close() {
		journey.close();
	}

	private Conversions conversions() {
		return journey.conversions();
	}

	private Claims claims() {
		return journey.claims();
	}

	private ConversionUpkeep upkeep() {
		return journey.upkeep();
	}

	@Test
	void listsPageOfAnOwnersConversions() {
		List<Conversion> first = TestMongo.reading(20, () -> conversions().list(owner.id(), null, 20));
		assertThat(first).extracting(Conversion::id).startsWith("other%028d".formatted(198));
		Position last = new Position(first.get(19).createdAt(), first.get(19).id());
		assertThat(TestMongo.reading(20, () -> conversions().list(owner.id(), last, 20))).extracting(Conversion::id)
			.startsWith("other%028d".formatted(158));
	}

	@Test
	void findsConversionById() {
		String id = "other%028d".formatted(8);
		assertThat(TestMongo.reading(1, () -> conversions().find(id))).isPresent();
		assertThat(TestMongo.reading(1, () -> conversions().findOwned(id, owner.id()))).isPresent();
		assertThat(TestMongo.reading(1, () -> conversions().findOwned(id, "nobody"))).isEmpty();
	}

	@Test
	void looksForWorkWithoutReadingWhatHasEnded() {
		OutboxEntries entries = new OutboxEntries(journey.databases(), Conversion.COLLECTION, journey.clock());
		for (EventType type : EventType.values()) {
			assertThat(TestMongo.reading(0, () -> entries.claimAny(type))).isEmpty();
		}
		assertThat(TestMongo.reading(0, () -> upkeep().wakeOverdue())).isEmpty();
		assertThat(TestMongo.reading(0, () -> conversions().liveIds(owner.id(), 10))).isEmpty();
		assertThat(TestMongo.reading(0, () -> conversions().deletedBefore(Instant.now(), 10))).isEmpty();
		assertThat(
				TestMongo.reading(0, () -> claims().claimNext(new ObjectId().toHexString(), "worker", Duration.ZERO)))
			.isEmpty();
		Retention retention = new Retention(new MongoTemplate(journey.databases()), RetentionPolicy.FOR_EVER,
				journey.clock());
		assertThat(TestMongo.reading(0, () -> retention.takeDue(Duration.ofMinutes(1)))).isEmpty();
		assertThat(TestMongo.reading(0, retention::reconsider)).isZero();
	}

	@Test
	void findsWhatHasChangedWithoutReadingTheRest() {
		List<String> accounts = List.of(owner.id(), "nobody");
		Instant since = Instant.ofEpochMilli(190_000_000);
		assertThat(TestMongo.reading(5, () -> {
			List<Conversion> changed = new ArrayList<>();
			conversions().eachChanged(accounts, since, changed::add);
			return changed;
		})).hasSize(5);
		assertThat(TestMongo.reading(2, () -> conversions()
			.findOwned(List.of("other%028d".formatted(2), "other%028d".formatted(3)), owner.id()))).hasSize(1);
	}

	@Test
	void findsWhatWasDeletedWithoutReadingTheRest() {
		DeletedConversions deleted = new DeletedConversions(new MongoTemplate(journey.databases()), journey.clock());
		deleted.createIndexes();
		List<Document> notes = new ArrayList<>();
		for (int i = 0; i < OTHERS; i++) {
			notes.add(new Document("_id", "gone%029d".formatted(i)).append("owner", (i % 2 == 0) ? "somebody" : "else")
				.append("deletedAt", new Date(1_000_000L * i)));
		}
		journey.database().getCollection("deleted_conversions").insertMany(notes);
		assertThat(TestMongo.reading(5,
				() -> deleted.since(List.of(owner.id(), "nobody"), Instant.ofEpochMilli(190_000_000)).toList()))
			.hasSize(5);
		TestMongo.reading(10, () -> {
			deleted.removeBefore(Instant.ofEpochMilli(10_000_000));
			return deleted;
		});
		assertThat(journey.database().getCollection("deleted_conversions").countDocuments()).isEqualTo(OTHERS - 10);
	}

	@Test
	void listsWhatFinishedInSpanOfTime() {
		assertThat(TestMongo.reading(5, () -> upkeep().finished(Position.before(Instant.ofEpochMilli(10_000_000)),
				Instant.ofEpochMilli(90_000_000), 5)))
			.hasSize(5);
	}

	@Test
	void goesOnAfterConversionWhoseMillisecondManyShare() {
		Position middle = new Position(Instant.ofEpochMilli(500_000_000), "other%028d".formatted(OTHERS * 3 / 4));
		assertThat(TestMongo.reading(5, () -> upkeep().finished(middle, Instant.ofEpochMilli(600_000_000), 5)))
			.hasSize(5);
	}

	@Test
	void goesThroughEachFileOnceAndReadsNoOtherChunk() {
		for (int i = 0; i < 3; i++) {
			StoredFile file = journey.store(Bucket.VIDEOS, journey.conversions().newId(), "a video");
			journey.files().confirm(file);
			for (int n = 1; n < 50; n++) {
				journey.database()
					.getCollection("videos.chunks")
					.insertOne(new Document("files_id", file.fileId()).append("n", n));
			}
		}
		int files = (int) journey.database().getCollection("videos.files").countDocuments();
		FileInventory inventory = new FileInventory(journey.databases(), Clock.offset(journey.clock(), AGE.plus(AGE)),
				() -> {
				});
		inventory.createIndexes();
		List<FoundFile> found = new ArrayList<>();
		TestMongo.reading(2 * files, () -> {
			inventory.eachFile(Bucket.VIDEOS, AGE, found::add);
			return found;
		});
		assertThat(found).hasSize(files);
		TestMongo.reading(3 * files, () -> {
			inventory.eachUndescribedFile(Bucket.VIDEOS, AGE, (file) -> assertThat(file).isNull());
			return found;
		});
	}

	@Test
	void addsUpTheBytesOfOneOwnerOnly() {
		StoredBytes stored = new StoredBytes(new MongoTemplate(journey.databases()), journey.clock());
		assertThat(TestMongo.reading(OTHERS / 2, () -> stored.of(owner.id(), Set.of(), Set.of(), null))).isPositive();
		assertThat(TestMongo.reading(0, () -> stored.of("nobody", Set.of(), Set.of(), null))).isZero();
	}

	@Test
	void addsUpOnlyNewConversionsOfOwnerWithMany() {
		String many = "owner of many";
		Document sample = journey.database().getCollection(Conversion.COLLECTION).find().first();
		assertThat(sample).isNotNull();
		journey.database()
			.getCollection(Conversion.COLLECTION)
			.insertMany(IntStream.range(0, 1500)
				.mapToObj((i) -> new Document(sample).append("_id", "many" + i)
					.append("owner", many)
					.append("createdAt", new Date(1000L * i)))
				.toList());
		StoredBytes stored = new StoredBytes(new MongoTemplate(journey.databases()), journey.clock());
		long all = stored.of(many, Set.of(), Set.of(), null);
		SettledBytes settled = stored.settled(many, null);
		assertThat(TestMongo.reading(0, () -> stored.settled(many, settled))).isEqualTo(settled);
		assertThat(TestMongo.reading(0, () -> stored.of(many, Set.of(), Set.of(), settled))).isEqualTo(all)
			.isPositive();
		journey.clock().advance(Duration.ofMinutes(30));
		assertThat(TestMongo.reading(0, () -> stored.settled(many, settled))).isEqualTo(settled);

		journey.database()
			.getCollection(Conversion.COLLECTION)
			.insertMany(IntStream.range(0, 150)
				.mapToObj((i) -> new Document(sample).append("_id", "newer" + i)
					.append("owner", many)
					.append("createdAt", Date.from(journey.clock().instant().minusSeconds(i))))
				.toList());
		journey.clock().advance(Duration.ofMinutes(5));
		SettledBytes more = TestMongo.reading(150, () -> stored.settled(many, settled));
		assertThat(more).isNotNull();
		assertThat(more.conversions()).isEqualTo(1650);
		assertThat(more.bytes()).isEqualTo(stored.of(many, Set.of(), Set.of(), null));
	}

	@Test
	void looksAtNoConversionForVideoWhoseRoomIsReserved() {
		StorageQuota quota = new StorageQuota(new MongoTemplate(journey.databases()), claims(), journey.clock());
		quota.reserveVideo(owner.id(), "upload", 1_000_000, 100, 100, Reservation.LEASE);
		assertThat(TestMongo.reading(2,
				() -> quota.reserveVideo(owner.id(), "upload", 1_000_000, 90, 90, Reservation.LEASE)))
			.isEqualTo(90);
	}

	@Test
	void readsNoOtherFilesChunks() {
		ObjectId gone = new ObjectId();
		assertThat(TestMongo.reading(0,
				() -> journey.database()
					.getCollection("videos.chunks")
					.deleteMany(new Document("files_id", gone))
					.getDeletedCount()))
			.isZero();
	}

}
