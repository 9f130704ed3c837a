package io.soundlift.notifier;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Failure;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.RetentionState;
import io.soundlift.journey.conversion.StorageState;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.outbox.Outbox;
import io.soundlift.journey.outbox.OutboxEntry;
import io.soundlift.journey.trace.JourneyLog;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Conversions with sensible values, of which a test changes what it is about.
 */
public final class TestConversion {

	private String id = UUID.randomUUID().toString().replace("-", "");

	private String owner = "account-1";

	private String email = "owner@example.com";

	private String fileName = "talk.mp4";

	private ConversionState state = ConversionState.COMPLETED;

	private @Nullable Failure failure;

	private Instant finishedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	private @Nullable Instant deletedAt;

	private @Nullable Instant mp3ExpiresAt;

	private Map<String, String> trace = Map.of();

	private TestConversion() {
	}

	/**
	 * Start with a completed conversion.
	 * @return the builder
	 */
	public static TestConversion completed() {
		return new TestConversion();
	}

	/**
	 * Start with a failed conversion.
	 * @param code code of the failure
	 * @param detail sentences about it
	 * @return the builder
	 */
	public static TestConversion failed(String code, String detail) {
		TestConversion conversion = new TestConversion();
		conversion.state = ConversionState.FAILED;
		conversion.failure = new Failure(code, detail);
		return conversion;
	}

	public TestConversion id(String id) {
		this.id = id;
		return this;
	}

	public TestConversion owner(String owner) {
		this.owner = owner;
		return this;
	}

	public TestConversion email(String email) {
		this.email = email;
		return this;
	}

	public TestConversion fileName(String fileName) {
		this.fileName = fileName;
		return this;
	}

	public TestConversion state(ConversionState state) {
		this.state = state;
		return this;
	}

	public TestConversion finishedAt(Instant finishedAt) {
		this.finishedAt = finishedAt.truncatedTo(ChronoUnit.MILLIS);
		return this;
	}

	public TestConversion deleted() {
		this.deletedAt = this.finishedAt;
		return this;
	}

	public TestConversion mp3ExpiresAt(Instant mp3ExpiresAt) {
		this.mp3ExpiresAt = mp3ExpiresAt;
		return this;
	}

	public TestConversion trace(String traceparent) {
		this.trace = Map.of("traceparent", traceparent);
		return this;
	}

	public Conversion build() {
		StoredFile video = StoredFile.whole(new ObjectId(), 10_000_000, "0".repeat(64), "video/mp4");
		StoredFile audio = StoredFile.whole(new ObjectId(), 89_346_000, "1".repeat(64), "audio/mpeg");
		Mp3 mp3 = (this.state == ConversionState.COMPLETED)
				? new Mp3(audio, 3_723_000, this.fileName.replaceFirst("\\.[^.]*$", "") + ".mp3") : null;
		Outbox outbox = new Outbox(OutboxEntry.due(Map.of(), this.finishedAt),
				OutboxEntry.due(this.trace, this.finishedAt));
		return new Conversion(this.id, this.owner, this.email, this.fileName, new ConversionOptions(192_000), video,
				null, mp3, this.state, 1, "converter-1", null, null, null, 0, null, this.failure, null, this.finishedAt,
				this.finishedAt, this.finishedAt, this.deletedAt, null, outbox,
				new RetentionState(null, this.mp3ExpiresAt, null, null, null), StorageState.UNLIMITED,
				JourneyLog.EMPTY);
	}

}
