package io.soundlift.gateway.conversion;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.journey.file.StoredFile;
import org.jspecify.annotations.Nullable;

/**
 * A conversion as its owner sees it. Members that do not apply are absent.
 *
 * @param id 32 hexadecimal digits
 * @param state its state
 * @param fileName the video's name
 * @param createdAt when the upload was complete
 * @param startedAt when work on it first began
 * @param finishedAt when it ended
 * @param changedAt time of the last change to anything shown here except its place in the
 * queue
 * @param progress progress of the work, while it is live
 * @param options the requested options
 * @param plan how it is carried out, once the video has been probed
 * @param video the uploaded file
 * @param mp3 the result
 * @param mp3ExpiresAt time until which the MP3 is kept at least; absent if it is kept for
 * ever
 * @param expired {@code true} once the MP3 is no longer kept, absent before
 * @param failure why there is no result
 * @param attempt number of times that work on it has begun
 * @param traceId id of its trace
 * @param links related resources
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConversionView(String id, ConversionState state, String fileName, Instant createdAt,
		@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Instant changedAt,
		@Nullable ProgressView progress, OptionsView options, @Nullable PlanView plan, Video video, @Nullable Audio mp3,
		@Nullable Instant mp3ExpiresAt, @Nullable Boolean expired, @Nullable Reason failure, int attempt,
		@Nullable String traceId, Links links) {

	/**
	 * Shows a conversion.
	 * @param conversion the conversion
	 * @return what its owner sees
	 */
	public static ConversionView of(Conversion conversion) {
		return of(conversion, null);
	}

	static ConversionView of(Conversion conversion, @Nullable Integer queuePosition) {
		StoredFile video = conversion.video();
		Mp3 mp3 = conversion.mp3();
		boolean expired = conversion.retention().mp3ExpiredAt() != null;
		String self = "/api/conversions/" + conversion.id();
		return new ConversionView(conversion.id(), conversion.state(), conversion.fileName(), conversion.createdAt(),
				conversion.startedAt(), conversion.finishedAt(), conversion.changedAt(),
				ProgressView.of(conversion, queuePosition), OptionsView.of(conversion.options()),
				plan(conversion.plan()),
				new Video(video.sizeBytes(), video.packedBytes(), video.sha256(), video.contentType()),
				(mp3 != null) ? audio(mp3) : null, conversion.retention().mp3ExpiresAt(), expired ? true : null,
				(conversion.failure() != null) ? new Reason(conversion.failure().code(), conversion.failure().detail())
						: null,
				conversion.attempt(), conversion.traceId(),
				new Links(self, (mp3 != null && !expired) ? self + "/mp3" : null, self + "/journey",
						conversion.hasVideo() ? self + "/again" : null));
	}

	private static @Nullable PlanView plan(@Nullable Plan plan) {
		return (plan != null) ? PlanView.of(plan) : null;
	}

	private static Audio audio(Mp3 mp3) {
		return new Audio(mp3.file().sizeBytes(), mp3.file().sha256(), mp3.durationMillis(), mp3.fileName());
	}

	/**
	 * The uploaded file.
	 *
	 * @param sizeBytes its length in bytes
	 * @param storedBytes number of bytes that are stored if only ranges of the video were
	 * sent
	 * @param sha256 SHA-256 of the stored bytes in hexadecimal digits
	 * @param contentType its media type as it was sent
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Video(long sizeBytes, @Nullable Long storedBytes, String sha256, String contentType) {
	}

	/**
	 * The result.
	 *
	 * @param sizeBytes its length in bytes
	 * @param sha256 its SHA-256 in hexadecimal digits
	 * @param durationMillis its playing time in milliseconds
	 * @param fileName its name for download
	 */
	public record Audio(long sizeBytes, String sha256, long durationMillis, String fileName) {
	}

	/**
	 * Why there is no result.
	 *
	 * @param code stable, for programs
	 * @param detail a sentence for people
	 */
	public record Reason(String code, String detail) {
	}

	/**
	 * Related resources, relative to the origin.
	 *
	 * @param self the conversion
	 * @param mp3 the MP3, while there is one
	 * @param journey how it went
	 * @param again where its video can be converted again, while it is kept
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Links(String self, @Nullable String mp3, String journey, @Nullable String again) {
	}

}
