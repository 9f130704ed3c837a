package io.soundlift.embedded.index;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.sun.management.OperatingSystemMXBean;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.soundlift.embedded.EmbeddedMongo;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Times of the queries that Soundlift's services make, with the plain backend and with
 * this one. To be run by hand: {@code QueryBenchmark CONVERSIONS}.
 */
public final class QueryBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(QueryBenchmark.class);

	private static final int BATCH = 1000;

	/** With more conversions the plain backend takes minutes. */
	private static final int MAX_PLAIN = 20_000;

	private static final int MAX_ROUNDS = 20;

	private static int rounds = MAX_ROUNDS;

	private QueryBenchmark() {
	}

	/**
	 * Prints the times.
	 * @param arguments the number of conversions
	 * @throws Exception if the file can't be written
	 */
	public static void main(String[] arguments) throws Exception {
		int conversions = Integer.parseInt(arguments[0]);
		rounds = Math.max(2, Math.min(MAX_ROUNDS, 200_000 / conversions));
		Path file = Files.createTempDirectory("benchmark").resolve("mongo.h2");
		MongoServer plain = new MongoServer(new H2Backend(file.toString()));
		try (MongoClient client = MongoClients.create(plain.bindAndGetConnectionString())) {
			fill(client, conversions);
			if (conversions <= MAX_PLAIN) {
				measure("plain", client);
			}
		}
		finally {
			plain.shutdownNow();
		}
		long plainBytes = Files.size(file);
		Stopwatch watch = new Stopwatch();
		try (EmbeddedMongo mongo = EmbeddedMongo.start(file, 0);
				MongoClient client = MongoClients.create(mongo.uri())) {
			watch.print("build of the indexes", 1);
			measure("indexed", client);
		}
		watch = new Stopwatch();
		EmbeddedMongo.start(file, 0).close();
		watch.print("start with indexes", 1);
		logger.info("BENCHMARK file: {} KiB, then {} KiB", plainBytes / 1024, Files.size(file) / 1024);
	}

	private static MongoCollection<Document> conversions(MongoClient client) {
		return client.getDatabase("test").getCollection("conversions");
	}

	private static void fill(MongoClient client, int count) {
		MongoCollection<Document> conversions = conversions(client);
		IndexOptions sparse = new IndexOptions().sparse(true);
		conversions
			.createIndex(new Document("owner", 1).append("deletedAt", 1).append("createdAt", -1).append("_id", -1));
		conversions.createIndex(new Document("owner", 1).append("state", 1));
		conversions.createIndex(new Document("state", 1).append("deletedAt", 1).append("createdAt", 1));
		conversions.createIndex(new Document("retention.nextAt", 1).append("finishedAt", 1));
		for (String field : List.of("wakeAt", "finishedAt", "deletedAt", "outbox.uploaded.dueAt",
				"outbox.finished.dueAt")) {
			conversions.createIndex(new Document(field, 1), sparse);
		}
		for (int from = 0; from < count; from += BATCH) {
			List<Document> batch = new ArrayList<>();
			for (int i = from; i < from + BATCH; i++) {
				batch.add(conversion(i));
			}
			conversions.insertMany(batch);
		}
	}

	private static Document conversion(int i) {
		Date at = new Date(1_800_000_000_000L + 1000L * i);
		Document file = new Document("fileId", new ObjectId()).append("sizeBytes", 1_000_000L)
			.append("contentType", "video/mp4")
			.append("name", "A talk about something %d.mp4".formatted(i));
		Document entry = new Document("createdAt", at).append("publishedAt", at)
			.append("tries", 1)
			.append("trace", new Document("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
		return new Document("_id", "%032x".formatted(i * 7919L)).append("owner", "%032x".formatted(i % 100))
			.append("email", "owner%d@example.org".formatted(i % 100))
			.append("options", new Document("bitRate", 192_000).append("title", "Title").append("language", "en"))
			.append("video", file)
			.append("mp3", new Document("file", file).append("durationMillis", 1000))
			.append("state", "COMPLETED")
			.append("createdAt", at)
			.append("finishedAt", at)
			.append("outbox", new Document("uploaded", entry).append("finished", entry))
			.append("retention", new Document("nextAt", new Date(4_000_000_000_000L)))
			.append("attempt", 1);
	}

	private static void measure(String what, MongoClient client) {
		MongoCollection<Document> conversions = conversions(client);
		Date now = new Date(1_900_000_000_000L);
		Document due = new Document("$lte", now);
		String owner = "%032x".formatted(7);
		Document newest = new Document("createdAt", -1).append("_id", -1);
		time(what + " status", conversions,
				new Document("_id", "%032x".formatted(7919L * 42)).append("deletedAt", null).append("owner", "x"),
				null);
		time(what + " list", conversions, new Document("owner", owner).append("deletedAt", null), newest);
		time(what + " due event", conversions, new Document("outbox.finished.dueAt", due), null);
		time(what + " wake", conversions, new Document("wakeAt", due).append("deletedAt", null)
			.append("state", new Document("$in", List.of("QUEUED", "CONVERTING"))), null);
		time(what + " retention", conversions, new Document("deletedAt", null).append("retention.nextAt", due),
				new Document("retention.nextAt", 1));
		Stopwatch watch = new Stopwatch();
		for (int i = 0; i < rounds; i++) {
			conversions.countDocuments(new Document("state", "QUEUED").append("deletedAt", null));
		}
		watch.print(what + " backlog count", rounds);
		watch = new Stopwatch();
		for (int i = 0; i < rounds; i++) {
			conversions.updateOne(new Document("_id", "%032x".formatted(7919L * i)).append("attempt", 1),
					new Document("$set", new Document("wakeAt", now)));
			conversions.updateOne(new Document("_id", "%032x".formatted(7919L * i)).append("attempt", 1),
					new Document("$unset", new Document("wakeAt", "")));
		}
		watch.print(what + " two updates", rounds);
	}

	private static void time(String what, MongoCollection<Document> conversions, Document filter,
			@Nullable Document order) {
		for (int warmUp = 0; warmUp < rounds; warmUp++) {
			conversions.find(filter).sort(order).limit(20).into(new ArrayList<>());
		}
		Stopwatch watch = new Stopwatch();
		for (int i = 0; i < rounds; i++) {
			conversions.find(filter).sort(order).limit(20).into(new ArrayList<>());
		}
		watch.print(what, rounds);
	}

	/**
	 * Time, and time of processors, which other programs on the machine don't lengthen.
	 */
	private static final class Stopwatch {

		private final long begin = System.nanoTime();

		private final long cpuBegin = cpu();

		private static long cpu() {
			return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
		}

		void print(String what, int times) {
			logger.info(String.format(Locale.ROOT, "BENCHMARK %s: %.2f ms, of processors %.2f ms", what,
					(System.nanoTime() - this.begin) / 1e6 / times, (cpu() - this.cpuBegin) / 1e6 / times));
		}

	}

}
