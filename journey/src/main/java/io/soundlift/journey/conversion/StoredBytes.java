package io.soundlift.journey.conversion;

import java.util.List;
import java.util.Set;

import org.bson.Document;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Count of the bytes that the conversions of an account hold in the store. It is added up
 * from the conversions at each look, so that no crash can leave it wrong.
 */
public final class StoredBytes {

	private final MongoOperations mongo;

	/**
	 * Count in a database.
	 * @param mongo the database
	 */
	public StoredBytes(MongoOperations mongo) {
		this.mongo = mongo;
	}

	/**
	 * Adds up the videos and MP3s of an account. An MP3 to be counts with what is
	 * reserved for it while its conversion is live. An MP3 that its owner has deleted
	 * counts while it is still being downloaded.
	 * @param ownerId id of the account
	 * @param otherVideos ids of conversions whose video is counted elsewhere
	 * @param otherMp3s ids of conversions whose MP3 is counted elsewhere
	 * @return number of bytes
	 */
	public long of(String ownerId, Set<String> otherVideos, Set<String> otherMp3s) {
		Query query = Query.query(Criteria.where("owner").is(ownerId));
		query.fields()
			.include("state", "deletedAt", "video.sizeBytes", "mp3.file.sizeBytes", "retention.videoRemovedAt",
					"retention.mp3ExpiredAt", "storage.reservedMp3Bytes");
		long[] bytes = new long[1];
		this.mongo.executeQuery(query, Conversion.COLLECTION, (found) -> {
			String id = found.getString("_id");
			bytes[0] += (otherVideos.contains(id) ? 0 : video(found)) + (otherMp3s.contains(id) ? 0 : mp3(found));
		});
		return bytes[0];
	}

	private static long video(Document conversion) {
		boolean gone = conversion.get("deletedAt") != null
				|| conversion.getEmbedded(List.of("retention", "videoRemovedAt"), Object.class) != null;
		return gone ? 0 : number(conversion, "video", "sizeBytes");
	}

	private static long mp3(Document conversion) {
		if (conversion.get("mp3") != null) {
			boolean gone = conversion.getEmbedded(List.of("retention", "mp3ExpiredAt"), Object.class) != null;
			return gone ? 0 : number(conversion, "mp3", "file", "sizeBytes");
		}
		return ConversionState.valueOf(conversion.getString("state")).isLive()
				? number(conversion, "storage", "reservedMp3Bytes") : 0;
	}

	private static long number(Document conversion, String... path) {
		Number number = conversion.getEmbedded(List.of(path), Number.class);
		return (number != null) ? number.longValue() : 0;
	}

}
