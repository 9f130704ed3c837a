package io.soundlift.journey;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.ConversionUpkeep;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.MailSteps;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Retention;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.bson.Document;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * A journey in a database of its own, with a clock that a test can move.
 */
public final class TestJourney implements AutoCloseable {

	/** Owner of the conversions that tests make. */
	public static final Owner OWNER = new Owner("0a0b0c0d0e0f01020304050607080900", "owner@example.org");

	private final MongoClient client = MongoClients.create(TestMongo.uri());

	private final SimpleMongoClientDatabaseFactory databases = new SimpleMongoClientDatabaseFactory(this.client,
			TestMongo.databaseName());

	private final MovableClock clock = new MovableClock();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private final FileStore files = new FileStore(this.databases, this.clock);

	private final JourneyTracing tracing = new JourneyTracing(observations(), Tracer.NOOP, Propagator.NOOP, "test",
			this.clock);

	private final ConversionQueue queue;

	private final Conversions conversions;

	private final Claims claims;

	/**
	 * An empty journey on which everything is kept.
	 */
	public TestJourney() {
		this(RetentionPolicy.FOR_EVER);
	}

	/**
	 * An empty journey.
	 * @param retention how long what is kept
	 */
	public TestJourney(RetentionPolicy retention) {
		MongoTemplate mongo = new MongoTemplate(this.databases);
		this.queue = new ConversionQueue(mongo, this.clock);
		this.conversions = new Conversions(mongo, this.tracing, this.events::add, this.queue, retention, this.clock);
		this.claims = new Claims(mongo, this.tracing, this.events::add, this.queue, this.clock);
		this.files.createIndexes();
		this.conversions.createIndexes();
	}

	private static ObservationRegistry observations() {
		ObservationRegistry observations = ObservationRegistry.create();
		// without a handler nothing is observed
		observations.observationConfig().observationHandler((context) -> true);
		return observations;
	}

	/**
	 * Stores a small video and takes it in.
	 * @return the conversion in its first state
	 */
	public Conversion accepted() {
		return accepted(new ConversionOptions(192_000));
	}

	/**
	 * Stores a small video and takes it in.
	 * @param owner whose it is
	 * @return the conversion in its first state
	 */
	public Conversion accepted(Owner owner) {
		return accepted(owner, new ConversionOptions(192_000));
	}

	/**
	 * Stores a small video and takes it in.
	 * @param options what its owner wants
	 * @return the conversion in its first state
	 */
	public Conversion accepted(ConversionOptions options) {
		return accepted(OWNER, options);
	}

	private Conversion accepted(Owner owner, ConversionOptions options) {
		String id = this.conversions.newId();
		StoredFile video = store(Bucket.VIDEOS, id, "a video");
		Conversion conversion = this.conversions.accept(id, owner, "talk.mp4", options, video, null);
		this.files.confirm(video);
		return conversion;
	}

	/**
	 * Stores and takes in a small video, and completes it with a small MP3.
	 * @return the completed conversion
	 */
	public Conversion completed() {
		Conversion claimed = claimed();
		Mp3 mp3 = new Mp3(store(Bucket.MP3S, claimed.id(), "an mp3"), 1000, "talk.mp3");
		this.claims.complete(claimed, mp3);
		this.files.confirm(mp3.file());
		return this.conversions.find(claimed.id()).orElseThrow();
	}

	/**
	 * Stores and takes in a small video whose conversion fails.
	 * @return the failed conversion
	 */
	public Conversion failed() {
		Conversion claimed = claimed();
		this.claims.fail(claimed, new Failure("damaged", "It is damaged."));
		return this.conversions.find(claimed.id()).orElseThrow();
	}

	private Conversion claimed() {
		return this.claims.claim(accepted().id(), "worker", Duration.ofSeconds(30)).orElseThrow();
	}

	/**
	 * Stores a small file without confirming it.
	 * @param bucket where to store it
	 * @param conversionId whom it is for
	 * @param text its bytes
	 * @return the file
	 */
	public StoredFile store(Bucket bucket, String conversionId, String text) {
		try {
			return this.files.write(bucket, conversionId, "video/mp4",
					new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1000);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Counts everything that is stored in the buckets and in the journal of writes.
	 * @return number of documents
	 */
	public long storedDocuments() {
		long count = 0;
		for (String name : List.of("videos.files", "videos.chunks", "mp3s.files", "mp3s.chunks", "kept_chunks",
				"kept_chunks.files", "kept_chunks.chunks", "file_writes")) {
			count += database().getCollection(name).countDocuments(new Document());
		}
		return count;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public MongoDatabase database() {
		return this.databases.getMongoDatabase();
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public SimpleMongoClientDatabaseFactory databases() {
		return this.databases;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public MovableClock clock() {
		return this.clock;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public List<Object> events() {
		return this.events;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public FileStore files() {
		return this.files;
	}

	/**
	 * Returns tracing that makes no spans, but steps.
	 * @return tracing
	 */
	public JourneyTracing tracing() {
		return this.tracing;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public Conversions conversions() {
		return this.conversions;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public ConversionQueue queue() {
		return this.queue;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public Claims claims() {
		return this.claims;
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public MailSteps mailSteps() {
		return new MailSteps(new MongoTemplate(this.databases), this.tracing);
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public ConversionUpkeep upkeep() {
		return new ConversionUpkeep(new MongoTemplate(this.databases), this.events::add, this.clock);
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public KeptChunks keptChunks() {
		return new KeptChunks(this.databases, this.conversions, this.files);
	}

	/**
	 * Returns a part of the journey.
	 * @param policy how long what is kept
	 * @return the part
	 */
	public Retention retention(RetentionPolicy policy) {
		return new Retention(new MongoTemplate(this.databases), policy, this.clock);
	}

	/**
	 * Returns a part of the journey.
	 * @return the part
	 */
	public Deletion deletion() {
		return new Deletion(this.conversions, this.files, keptChunks(), (cancelled) -> {
		});
	}

	@Override
	public void close() {
		database().drop();
		this.client.close();
	}

}
