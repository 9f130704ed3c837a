package io.soundlift.system;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * What the store holds, looked at from behind.
 */
final class StoredState {

	private static final List<String> BUCKETS = List.of("videos", "mp3s", "kept_chunks");

	private static final Set<String> LIVE = Set.of("QUEUED", "CONVERTING");

	private final MongoDatabase journey;

	private final MongoDatabase notifier;

	StoredState(FaultySystem system) {
		this.journey = system.database("soundlift");
		this.notifier = system.database("soundlift_notifier");
	}

	/**
	 * All conversions by their ids.
	 */
	Map<String, Document> conversions() {
		return this.journey.getCollection("conversions")
			.find()
			.into(new ArrayList<>())
			.stream()
			.collect(Collectors.toMap((conversion) -> conversion.getString("_id"), (conversion) -> conversion));
	}

	/**
	 * Counts what is still to be done, by its kind. Nothing is left of it in a system
	 * that is quiet.
	 */
	Map<String, Long> unfinished() {
		Map<String, Long> counts = new LinkedHashMap<>();
		List<Document> conversions = List.copyOf(conversions().values());
		counts.put("stuck conversions", count(conversions, StoredState::isLive));
		counts.put("unpublished events", count(conversions, StoredState::hasUnpublishedEvent));
		counts.put("unfinished deletions", count(conversions, (conversion) -> conversion.get("deletedAt") != null));
		counts.put("unfinished mails",
				this.notifier.getCollection("mails").countDocuments(new Document("dueAt", new Document("$ne", null))));
		counts.put("unfinished writes", this.journey.getCollection("file_writes").countDocuments());
		counts.put("kept chunks of ended conversions", this.journey.getCollection("kept_chunks").countDocuments());
		// what a killed converter has left is removed after a while
		counts.put("ended conversions that are shared", this.journey.getCollection("shared_encodings")
			.countDocuments(new Document("until", new Document("$gt", new Date()))));
		return counts;
	}

	/**
	 * Lists the conversions that have ended without an entry in the ledger of mails.
	 */
	List<String> unmailed() {
		Set<String> known = this.notifier.getCollection("mails")
			.find()
			.into(new ArrayList<>())
			.stream()
			.map((mail) -> mail.getString("conversionId"))
			.collect(Collectors.toSet());
		return conversions().values()
			.stream()
			.filter((conversion) -> !isLive(conversion) && conversion.get("deletedAt") == null)
			.map((conversion) -> conversion.getString("_id"))
			.filter((id) -> !known.contains(id))
			.toList();
	}

	static boolean isLive(Document conversion) {
		return LIVE.contains(conversion.getString("state"));
	}

	private static boolean hasUnpublishedEvent(Document conversion) {
		Document outbox = conversion.get("outbox", new Document());
		return outbox.values()
			.stream()
			.anyMatch((slot) -> slot instanceof Document entry && entry.get("dueAt", Date.class) != null);
	}

	private static long count(List<Document> conversions, Predicate<Document> condition) {
		return conversions.stream().filter(condition).count();
	}

	/**
	 * Lists files of which chunks are there and that no conversion refers to.
	 */
	List<String> orphanedChunks() {
		return orphans(".chunks", "files_id");
	}

	/**
	 * Lists descriptions of files that no conversion refers to.
	 */
	List<String> orphanedFiles() {
		return orphans(".files", "_id");
	}

	private List<String> orphans(String collection, String field) {
		Set<ObjectId> referenced = new HashSet<>();
		conversions().values().forEach((conversion) -> {
			referenced.add(conversion.getEmbedded(List.of("video", "fileId"), new ObjectId()));
			referenced.add(conversion.getEmbedded(List.of("mp3", "file", "fileId"), new ObjectId()));
		});
		List<String> orphans = new ArrayList<>();
		for (String bucket : BUCKETS) {
			for (ObjectId file : this.journey.getCollection(bucket + collection).distinct(field, ObjectId.class)) {
				if (!referenced.contains(file)) {
					orphans.add(bucket + " " + file);
				}
			}
		}
		return orphans;
	}

	/**
	 * Counts the stored MP3s of each conversion.
	 */
	Map<String, Long> mp3s() {
		return this.journey.getCollection("mp3s.files")
			.find()
			.into(new ArrayList<>())
			.stream()
			.collect(Collectors.groupingBy((file) -> file.getEmbedded(List.of("metadata", "conversionId"), "none"),
					Collectors.counting()));
	}

}
