package io.soundlift.converter.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.growing.UploadHandovers;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Claims;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionQueue;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.conversion.KeptChunks;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.RetentionPolicy;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileRange;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.RangeSource;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.message.VideoUploaded;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.usage.StorageQuota;
import io.soundlift.support.Backoff;
import io.soundlift.testsupport.TestMongo;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.unit.DataSize;

/**
 * A converter without broker, on a database of its own.
 */
public final class TestConverter implements AutoCloseable {

	/** Owner of all conversions. */
	public static final Owner OWNER = new Owner("0a0b0c0d0e0f01020304050607080900", "owner@example.org");

	static final Duration RETRY_DELAY = Duration.ofSeconds(5);

	static final int MAX_ATTEMPTS = 3;

	static final ConverterProperties.Limits LIMITS = new ConverterProperties.Limits(DataSize.ofMegabytes(100), 100,
			DataSize.ofGigabytes(1), Duration.ofMinutes(20), DataSize.ofGigabytes(2));

	private static final Duration RARELY = Duration.ofHours(1);

	private final MongoClient client;

	private final SimpleMongoClientDatabaseFactory databases;

	private final JourneyTracing tracing = new JourneyTracing(observations(), Tracer.NOOP, Propagator.NOOP, "converter",
			Clock.tickMillis(ZoneOffset.UTC));

	private final FileStore files;

	private final Conversions conversions;

	private final Claims claims;

	private final UploadHandovers uploadHandovers = new UploadHandovers(Duration.ofMinutes(1));

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final RunningSessions running = new RunningSessions();

	private final Heartbeats heartbeats;

	private final VideoUploadedListener listener;

	/**
	 * Creates a converter with two encoders.
	 * @param ffmpeg its ffmpeg
	 * @param lease how long a claim holds
	 * @param heartbeat time between two signs of life
	 */
	public TestConverter(TestFfmpeg ffmpeg, Duration lease, Duration heartbeat) {
		this(ffmpeg, lease, heartbeat, 2);
	}

	TestConverter(TestFfmpeg ffmpeg, Duration lease, Duration heartbeat, int encoders) {
		this(ffmpeg, lease, heartbeat, RARELY, TestMongo.uri(), encoders, LIMITS.videoSize());
	}

	TestConverter(TestFfmpeg ffmpeg, Duration lease, Duration heartbeat, DataSize maxVideoSize) {
		this(ffmpeg, lease, heartbeat, RARELY, TestMongo.uri(), 2, maxVideoSize);
	}

	TestConverter(TestFfmpeg ffmpeg, Duration lease, Duration heartbeat, Duration watch) {
		this(ffmpeg, lease, heartbeat, watch, TestMongo.uri(), 2, LIMITS.videoSize());
	}

	TestConverter(TestFfmpeg ffmpeg, Duration lease, Duration heartbeat, String mongoUri) {
		this(ffmpeg, lease, heartbeat, RARELY, mongoUri, 2, LIMITS.videoSize());
	}

	private TestConverter(TestFfmpeg ffmpeg, Duration lease, Duration heartbeat, Duration watch, String mongoUri,
			int encoders, DataSize maxVideoSize) {
		this.client = MongoClients.create(mongoUri);
		this.databases = new SimpleMongoClientDatabaseFactory(this.client, TestMongo.databaseName());
		this.files = new FileStore(this.databases, Clock.tickMillis(ZoneOffset.UTC));
		MongoTemplate mongo = new MongoTemplate(this.databases);
		Clock clock = Clock.tickMillis(ZoneOffset.UTC);
		ConversionQueue queue = new ConversionQueue(mongo, clock);
		this.conversions = new Conversions(mongo, this.tracing, (event) -> {
		}, queue, RetentionPolicy.FOR_EVER, clock);
		this.claims = new Claims(mongo, this.tracing, (event) -> {
		}, queue, clock);
		this.heartbeats = new Heartbeats(this.claims, lease, heartbeat, watch, 2);
		Failures failures = new Failures(Duration.ofHours(12), Duration.ofMinutes(20), LIMITS);
		ConversionMeters conversionMeters = new ConversionMeters(this.meters, failures);
		ConversionWorker worker = new ConversionWorker(
				new ConversionJob(this.claims, this.files, this.uploadHandovers, keptChunks(),
						new EncodingsAhead(keptChunks(), new GrowingUploads(mongo, clock)), TestFfmpeg.probe(),
						new ConversionPlanner(Duration.ofHours(12)), TestFfmpeg.encoder(encoders),
						new EncoderSlots(encoders), quota(), this.tracing, null),
				new ConversionFinisher(this.claims, this.files, keptChunks(), this.tracing, conversionMeters),
				ffmpeg.sessions(), this.running, this.heartbeats, failures,
				new RetryPolicy(MAX_ATTEMPTS, new Backoff(RETRY_DELAY, Duration.ofMinutes(5))), conversionMeters,
				maxVideoSize);
		this.listener = new VideoUploadedListener(this.claims, worker, (claim) -> claim.get().ifPresent(Runnable::run),
				this.tracing, "test", lease);
	}

	private static ObservationRegistry observations() {
		ObservationRegistry observations = ObservationRegistry.create();
		// without a handler nothing is observed
		observations.observationConfig().observationHandler((context) -> true);
		return observations;
	}

	private StorageQuota quota() {
		return new StorageQuota(new MongoTemplate(this.databases), this.claims, Clock.tickMillis(ZoneOffset.UTC));
	}

	/**
	 * Accepts a video.
	 * @param video the file
	 * @return the conversion
	 */
	public Conversion accepted(Path video) {
		return accepted(this.conversions.newId(), video);
	}

	Conversion accepted(Path video, ConversionOptions options) {
		return accepted(this.conversions.newId(), video, options);
	}

	Conversion accepted(String id, Path video) {
		return accepted(id, video, new ConversionOptions(128_000));
	}

	private Conversion accepted(String id, Path video, ConversionOptions options) {
		return accepted(id, video, options, null);
	}

	/**
	 * Accepts a video of an account with a quota.
	 * @param room how many bytes are left for the MP3
	 */
	Conversion accepted(Path video, ConversionOptions options, long room) throws IOException {
		return accepted(this.conversions.newId(), video, options, Files.size(video) + room);
	}

	private Conversion accepted(String id, Path video, ConversionOptions options, @Nullable Long quota) {
		try (InputStream content = Files.newInputStream(video)) {
			StoredFile stored = this.files.write(Bucket.VIDEOS, id, "video/mp4", content, Long.MAX_VALUE);
			Conversion conversion = this.conversions.accept(id, OWNER, "My talk.mp4", options, stored, quota);
			this.files.confirm(stored);
			return conversion;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Accepts a video of which only ranges were sent.
	 * @param video file with the ranges
	 * @param sizeBytes length of the video
	 * @param ranges the ranges in the order in which they come
	 */
	Conversion acceptedRanges(Path video, long sizeBytes, List<FileRange> ranges) {
		return acceptedRanges(this.conversions.newId(), video, sizeBytes, ranges);
	}

	/**
	 * Accepts a video of which only ranges were sent.
	 * @param id id of the conversion
	 * @param video file with the ranges
	 * @param sizeBytes length of the video
	 * @param ranges the ranges in the order in which they come
	 * @return the conversion
	 */
	public Conversion acceptedRanges(String id, Path video, long sizeBytes, List<FileRange> ranges) {
		try (FileChannel content = FileChannel.open(video)) {
			StoredFile stored = this.files.writeRanges(Bucket.VIDEOS, id, "video/mp4", sizeBytes,
					new FileRanges(content, ranges.iterator()), Long.MAX_VALUE);
			Conversion conversion = this.conversions.accept(id, OWNER, "My talk.mp4", new ConversionOptions(128_000),
					stored, null);
			this.files.confirm(stored);
			return conversion;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Delivers the message and returns when the work that it leads to is done.
	 * @param conversion the conversion that the message is about
	 */
	public void deliver(Conversion conversion) {
		deliver(new VideoUploaded(VideoUploaded.VERSION, conversion.id(), Instant.now()));
	}

	void deliver(VideoUploaded message) {
		this.listener.accept(new GenericMessage<>(message));
	}

	/**
	 * Reads a conversion anew.
	 * @param conversion the conversion
	 * @return what it has become
	 */
	public Conversion find(Conversion conversion) {
		return this.conversions.find(conversion.id()).orElseThrow();
	}

	Failure failure(Conversion conversion) {
		return Objects.requireNonNull(find(conversion).failure());
	}

	/**
	 * Returns the MP3 of a conversion.
	 * @param conversion the conversion, completed
	 * @return the MP3
	 */
	public Mp3 mp3(Conversion conversion) {
		return Objects.requireNonNull(find(conversion).mp3());
	}

	Path download(Mp3 mp3, Path folder) {
		try (InputStream content = this.files.read(Bucket.MP3S, mp3.file())) {
			Path file = folder.resolve(mp3.file().fileId() + ".mp3");
			Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long storedMp3s() {
		return count("mp3s.files");
	}

	/**
	 * Counts documents.
	 * @param collection where
	 * @return the number
	 */
	public long count(String collection) {
		return database().getCollection(collection).countDocuments();
	}

	/**
	 * Returns its database.
	 * @return the database
	 */
	public SimpleMongoClientDatabaseFactory databases() {
		return this.databases;
	}

	/**
	 * Returns its database as the driver sees it.
	 * @return the database
	 */
	public MongoDatabase database() {
		return this.databases.getMongoDatabase();
	}

	/**
	 * Returns its conversions.
	 * @return the conversions
	 */
	public Conversions conversions() {
		return this.conversions;
	}

	Claims claims() {
		return this.claims;
	}

	/**
	 * Returns what is kept of unfinished MP3s.
	 * @return the chunks
	 */
	public KeptChunks keptChunks() {
		return new KeptChunks(this.databases, this.conversions, this.files);
	}

	/**
	 * Returns the videos that its work on uploads has written to its disk.
	 * @return the videos
	 */
	public UploadHandovers uploadHandovers() {
		return this.uploadHandovers;
	}

	Deletion deletion() {
		return new Deletion(this.conversions, this.files, keptChunks(), (cancelled) -> {
		});
	}

	/**
	 * Returns its files.
	 * @return the files
	 */
	public FileStore files() {
		return this.files;
	}

	/**
	 * Returns how many attempts have ended in a way.
	 * @param outcome the outcome
	 * @param failure code of the failure, or {@code none}
	 * @return the number
	 */
	double attempts(String outcome, String failure) {
		return this.meters.get(ConversionMeters.ATTEMPTS)
			.tags("outcome", outcome, "failure", failure)
			.counter()
			.count();
	}

	/**
	 * Cuts off what runs.
	 */
	void cutOff() {
		this.running.stop();
	}

	/**
	 * Works as after a new start.
	 */
	void restart() {
		this.running.start();
	}

	/**
	 * Checks that nothing is left of MP3s and of writes that nobody has confirmed.
	 * @return whether the store is clean
	 */
	public boolean hasNoLeftovers() {
		return Stream
			.of("mp3s.files", "mp3s.chunks", "kept_chunks", "kept_chunks.files", "kept_chunks.chunks", "file_writes")
			.allMatch((name) -> count(name) == 0);
	}

	@Override
	public void close() {
		this.heartbeats.close();
		this.client.close();
	}

	/**
	 * Ranges of a file of this machine.
	 */
	private static final class FileRanges implements RangeSource {

		private final FileChannel content;

		private final Iterator<FileRange> ranges;

		FileRanges(FileChannel content, Iterator<FileRange> ranges) {
			this.content = content;
			this.ranges = ranges;
		}

		@Override
		public @Nullable FileRange next() throws IOException {
			if (!this.ranges.hasNext()) {
				return null;
			}
			FileRange range = this.ranges.next();
			this.content.position(range.offset());
			return range;
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			return this.content.read(ByteBuffer.wrap(target, offset, length));
		}

	}

}
