package io.soundlift.converter.growing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.soundlift.converter.job.TestConverter;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.GrowingUpload;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.ChunkAppender;
import io.soundlift.journey.file.PartialFile;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.file.StoredFile;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * An upload as a gateway writes it.
 */
final class TestUpload {

	private static final Duration LONG = Duration.ofHours(1);

	private final TestConverter converter;

	private final MongoTemplate mongo;

	private final PartialFiles files;

	private final String owner;

	private final String id;

	private final String contentType;

	private final byte[] body;

	private PartialFile file;

	private long fence;

	TestUpload(TestConverter converter, String contentType, byte[] body) {
		this(converter, TestConverter.OWNER.id(), contentType, body);
	}

	TestUpload(TestConverter converter, String owner, String contentType, byte[] body) {
		this.owner = owner;
		this.converter = converter;
		this.mongo = new MongoTemplate(converter.databases());
		this.files = new PartialFiles(converter.databases(), Clock.systemUTC());
		this.id = converter.conversions().newId();
		this.contentType = contentType;
		this.body = body;
		this.file = this.files.begin(Bucket.VIDEOS, this.id, Instant.now().plus(LONG));
		this.mongo.insert(new GrowingUpload(this.id, this.owner, contentType, new ConversionOptions(128_000),
				(long) body.length, this.file, "OPEN", Map.of()));
		update(new Update().set("activeAt", Instant.now().plus(LONG)));
	}

	String id() {
		return this.id;
	}

	/**
	 * Sends bytes up to a part of all, in hundredths.
	 */
	void sendUpTo(int percent) throws IOException {
		store(percent);
		sent((percent == 100) ? "WHOLE" : "OPEN");
	}

	/**
	 * Sends the rest, and removes all bytes before any converter knows of them, as a
	 * gateway does that has packed the ranges.
	 */
	void sendRestAndRemoveBytes() throws IOException {
		store(100);
		this.converter.files().delete(Bucket.VIDEOS, this.file.fileId());
		sent("FINISHED");
	}

	private void store(int percent) throws IOException {
		int from = (int) this.file.sizeBytes();
		int end = (int) ((long) this.body.length * percent / 100);
		InputStream content = new ByteArrayInputStream(this.body, from, end - from);
		try (ChunkAppender chunks = this.files.append(Bucket.VIDEOS, this.file, ++this.fence)) {
			while (chunks.take(content, this.body.length) > 0) {
				continue;
			}
			this.file = chunks.flush();
		}
	}

	private void sent(String state) {
		update(new Update().set("file", this.file).set("state", state));
	}

	/**
	 * Ends the upload as a gateway does when its owner deletes it.
	 */
	void delete() {
		update(new Update().set("state", "ENDING"));
		this.converter.files().delete(Bucket.VIDEOS, this.file.fileId());
		this.converter.keptChunks().discard(this.id);
	}

	/**
	 * Creates the conversion of a whole file.
	 */
	Conversion finish() {
		StoredFile stored = this.files.complete(Bucket.VIDEOS, this.file, this.id, this.contentType);
		Conversion conversion = this.converter.conversions()
			.accept(this.id, TestConverter.OWNER, "My talk.mp4", new ConversionOptions(128_000), stored, null);
		this.converter.files().confirm(stored);
		finished();
		return conversion;
	}

	/**
	 * Notes that the conversion was made.
	 */
	void finished() {
		update(new Update().set("state", "FINISHED"));
	}

	private void update(Update update) {
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(this.id)), update, GrowingUpload.class);
	}

}
