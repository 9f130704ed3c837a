package io.soundlift.journey.conversion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.soundlift.journey.TestJourney;
import io.soundlift.testsupport.TestMongo;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which conversions are claimed.
 */
@Tag("database")
class FairClaimsTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Owner ANNA = new Owner("anna", "anna@example.org");

	private static final Owner BERT = new Owner("bert", "bert@example.org");

	/** Conversions that have ended long ago. */
	private static final int ENDED = Integer.getInteger("queue.ended", 20_000);

	private final TestJourney journey = new TestJourney();

	private final Conversions conversions = this.journey.conversions();

	private final Claims claims = this.journey.claims();

	private final ConversionQueue queue = this.journey.queue();

	@AfterEach
	void close() {
		this.journey.close();
	}

	@Test
	void claimsFirstOfAnotherOwnerBeforeHundredOfOne() {
		List<Conversion> annas = accepted(ANNA, 100);
		annas.subList(0, 8).forEach((conversion) -> assertThat(claimed(conversion).owner()).isEqualTo("anna"));
		Conversion berts = accepted(BERT);
		assertThat(claimed(annas.get(8)).id()).isEqualTo(berts.id());
	}

	@Test
	void claimsFirstOfAnotherOwnerNextInTheOnlyPlace() {
		List<Conversion> annas = accepted(ANNA, 3);
		Conversion running = claimed(annas.get(0));
		Conversion berts = accepted(BERT);
		this.journey.clock().advance(Duration.ofMillis(1));
		this.claims.fail(running, new Failure("damaged", "It is damaged."));
		assertThat(claimed(annas.get(1)).id()).isEqualTo(berts.id());
		assertThat(claimed(annas.get(2)).id()).isEqualTo(annas.get(1).id());
	}

	@Test
	void servesOwnersInTurn() {
		List<Conversion> all = new ArrayList<>(accepted(ANNA, 3));
		all.addAll(accepted(BERT, 3));
		all.addAll(accepted(new Owner("carl", "carl@example.org"), 3));
		assertThat(all).extracting((conversion) -> claimed(conversion).owner())
			.containsExactly("anna", "bert", "carl", "anna", "bert", "carl", "anna", "bert", "carl");
	}

	@Test
	void servesUploadsOfAnOwnerInTheirOrder() {
		List<Conversion> annas = accepted(ANNA, 5);
		List<Conversion> messages = new ArrayList<>(annas);
		Collections.reverse(messages);
		assertThat(messages).extracting((conversion) -> claimed(conversion).id())
			.containsExactlyElementsOf(annas.stream().map(Conversion::id).toList());
	}

	@Test
	void claimsEachOnceWhenMessagesComeTwiceAndInNoOrder() throws Exception {
		List<Conversion> all = new ArrayList<>();
		IntStream.range(0, 7).forEach((i) -> all.addAll(accepted(new Owner("owner-" + i, "o@example.org"), 10)));
		List<Conversion> messages = new ArrayList<>(all);
		messages.addAll(all.subList(0, 30));
		Collections.shuffle(messages, new Random(7));
		ConcurrentLinkedQueue<String> claims = new ConcurrentLinkedQueue<>();
		ExecutorService converters = Executors.newFixedThreadPool(4);
		messages.forEach((message) -> converters.execute(() -> this.claims.claimNext(message.id(), "worker", LEASE)
			.ifPresent((claimed) -> claims.add(claimed.id()))));
		converters.shutdown();
		assertThat(converters.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(claims).containsExactlyInAnyOrderElementsOf(all.stream().map(Conversion::id).toList());
	}

	@Test
	void claimsWhatOnlyItsMessageKnows() {
		List<Conversion> all = new ArrayList<>(accepted(ANNA, 2));
		all.add(accepted(BERT));
		lanes().drop();
		assertThat(all).extracting((conversion) -> claimed(conversion).id())
			.containsExactlyInAnyOrderElementsOf(all.stream().map(Conversion::id).toList());
	}

	@Test
	void claimsNothingWhenAllIsTaken() {
		Conversion conversion = accepted(ANNA);
		claimed(conversion);
		assertThat(this.claims.claimNext(conversion.id(), "worker", LEASE)).isEmpty();
		assertThat(this.claims.claimNext("0".repeat(32), "worker", LEASE)).isEmpty();
	}

	@Test
	void claimsWhatADeadWorkerLeftAndLetsOthersGoFirst() {
		Conversion left = claimed(accepted(ANNA));
		this.journey.clock().advance(LEASE.plusSeconds(1));
		Conversion berts = accepted(BERT);
		this.claims.claimNext(berts.id(), "worker", LEASE);
		assertThat(claimed(left).id()).isEqualTo(left.id());
	}

	@Test
	void claimsRetriedConversionNotBeforeItsTime() {
		Conversion retried = claimed(accepted(ANNA));
		this.claims.retryLater(retried, Duration.ofMinutes(1));
		Conversion next = accepted(ANNA);
		assertThat(claimed(retried).id()).isEqualTo(next.id());
		assertThat(this.claims.claimNext(retried.id(), "worker", LEASE)).isEmpty();
		this.journey.clock().advance(Duration.ofMinutes(2));
		assertThat(claimed(retried).id()).isEqualTo(retried.id());
	}

	@Test
	void leavesBrokenDocumentToItsOwnMessage() {
		Conversion broken = accepted(ANNA);
		this.journey.database()
			.getCollection(Conversion.COLLECTION)
			.updateOne(new Document("_id", broken.id()), new Document("$set", new Document("options", "nonsense")));
		Conversion berts = accepted(BERT);
		assertThat(claimed(berts).id()).isEqualTo(berts.id());
	}

	@Test
	void forgetsOwnersWithoutLiveConversions() {
		Conversion failed = claimed(accepted(ANNA));
		Conversion handedBack = claimed(accepted(BERT));
		Conversion deleted = accepted(ANNA);
		this.claims.handBack(handedBack);
		assertThat(lanes().countDocuments()).isEqualTo(2);
		this.claims.fail(failed, new Failure("damaged", "It is damaged."));
		this.conversions.markDeleted(deleted.id(), "anna");
		this.conversions.markDeleted(handedBack.id(), "bert");
		assertThat(lanes().countDocuments()).isZero();
	}

	@Test
	void correctsWhatACrashLeftWrong() {
		Conversion waiting = accepted(ANNA);
		Conversion running = accepted(BERT);
		this.claims.claim(running.id(), "worker", LEASE);
		Date now = Date.from(this.journey.clock().instant());
		lanes().drop();
		lanes().insertMany(List.of(
				new Document("_id", "anna").append("waiting", new Document("f".repeat(32), now))
					.append("running", new Document(waiting.id(), now)),
				new Document("_id", "bert").append("waiting", new Document(running.id(), now)),
				new Document("_id", "gone").append("running", new Document("e".repeat(32), now))));
		assertThat(this.queue.correct(1000)).isEqualTo(4);
		assertThat(this.queue.correct(1000)).isZero();
		assertThat(this.queue.order(10)).containsExactly(waiting.id());
		assertThat(lanes().countDocuments()).isEqualTo(2);
	}

	@Test
	void keepsNoLaneOfWhatEndsWhileItsPlaceIsNoted() {
		Conversion first = accepted(ANNA);
		Conversion second = accepted(BERT);
		Conversion running = claimed(first);
		try (MongoClient client = watching(afterFirst("findAndModify", () -> {
			this.claims.fail(running, new Failure("damaged", "It is damaged."));
			this.conversions.markDeleted(second.id(), "bert");
		}))) {
			assertThat(claims(client).claim(second.id(), "another", LEASE)).isPresent();
		}
		assertThat(lanes().find()).isEmpty();
	}

	@Test
	void keepsNoLaneOfWhatEndsWhileItIsCorrected() {
		Conversion running = claimed(accepted(ANNA));
		lanes().drop();
		lanes().insertOne(new Document("_id", "anna").append("waiting",
				new Document(running.id(), Date.from(this.journey.clock().instant()))));
		try (MongoClient client = watching(
				afterFirst("find", () -> this.claims.fail(running, new Failure("damaged", "It is damaged."))))) {
			queue(client).correct(100);
		}
		assertThat(lanes().find()).isEmpty();
	}

	@Test
	void tellsOrderOfClaims() {
		List<Conversion> annas = accepted(ANNA, 3);
		claimed(annas.get(0));
		Conversion berts = accepted(BERT);
		assertThat(this.queue.order(10)).containsExactly(berts.id(), annas.get(1).id(), annas.get(2).id());
		assertThat(this.queue.order(2)).hasSize(2);
	}

	@Test
	void looksAtNoConversionButThoseItTries() {
		MongoCollection<Document> all = this.journey.database().getCollection(Conversion.COLLECTION);
		all.insertMany(IntStream.range(0, ENDED)
			.mapToObj((i) -> new Document("_id", "ended-" + i).append("owner", "owner-" + i % 100)
				.append("state", ConversionState.COMPLETED.name()))
			.toList());
		List<Conversion> annas = accepted(ANNA, 20);
		List<BsonDocument> commands = new CopyOnWriteArrayList<>();
		CommandListener listener = new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				commands.add(event.getCommand().clone());
			}

		};
		try (MongoClient client = watching(listener)) {
			Claims watched = claims(client);
			annas.forEach((message) -> assertThat(watched.claimNext(message.id(), "worker", LEASE)).isPresent());
			queue(client).order(100);
			queue(client).correct(100);
		}
		List<BsonDocument> filters = commands.stream().flatMap(FairClaimsTests::filtersOfConversions).toList();
		assertThat(filters).hasSizeGreaterThan(40)
			.allSatisfy((filter) -> assertThat(filter.get("_id")).as("plain equality").matches((id) -> id.isString()));
	}

	/**
	 * Does something once, when the first command of a name that is about a conversion
	 * has been answered and before its caller has the answer.
	 */
	private CommandListener afterFirst(String command, Runnable action) {
		return new CommandListener() {

			private final AtomicInteger request = new AtomicInteger();

			@Override
			public void commandStarted(CommandStartedEvent event) {
				if (event.getCommandName().equals(command)
						&& event.getCommand().getString(command).getValue().equals(Conversion.COLLECTION)) {
					this.request.compareAndSet(0, event.getRequestId());
				}
			}

			@Override
			public void commandSucceeded(CommandSucceededEvent event) {
				if (event.getRequestId() == this.request.get()) {
					action.run();
				}
			}

		};
	}

	private static MongoClient watching(CommandListener listener) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(TestMongo.uri()))
			.addCommandListener(listener)
			.build());
	}

	private Claims claims(MongoClient client) {
		return new Claims(mongo(client), this.journey.tracing(), (event) -> {
		}, queue(client), this.journey.clock());
	}

	private ConversionQueue queue(MongoClient client) {
		return new ConversionQueue(mongo(client), this.journey.clock());
	}

	private MongoTemplate mongo(MongoClient client) {
		return new MongoTemplate(new SimpleMongoClientDatabaseFactory(client, this.journey.database().getName()));
	}

	/**
	 * Lists what a command looks for among the conversions.
	 */
	private static Stream<BsonDocument> filtersOfConversions(BsonDocument command) {
		if (command.containsKey("find") && command.getString("find").getValue().equals(Conversion.COLLECTION)) {
			return Stream.of(command.getDocument("filter"));
		}
		if (command.containsKey("findAndModify")
				&& command.getString("findAndModify").getValue().equals(Conversion.COLLECTION)) {
			return Stream.of(command.getDocument("query"));
		}
		if (command.containsKey("update") && command.getString("update").getValue().equals(Conversion.COLLECTION)) {
			return command.getArray("updates").stream().map((update) -> update.asDocument().getDocument("q"));
		}
		return Stream.of();
	}

	private List<Conversion> accepted(Owner owner, int count) {
		return IntStream.range(0, count).mapToObj((i) -> accepted(owner)).toList();
	}

	private Conversion accepted(Owner owner) {
		this.journey.clock().advance(Duration.ofMillis(1));
		return this.journey.accepted(owner);
	}

	private Conversion claimed(Conversion message) {
		this.journey.clock().advance(Duration.ofMillis(1));
		return this.claims.claimNext(message.id(), "worker", LEASE).orElseThrow();
	}

	private MongoCollection<Document> lanes() {
		return this.journey.database().getCollection(Lanes.COLLECTION);
	}

}
