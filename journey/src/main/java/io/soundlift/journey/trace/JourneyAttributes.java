package io.soundlift.journey.trace;

/**
 * Names of the span attributes that describe a conversion. Sizes are bytes, times are
 * milliseconds; both are numbers, so that they can be compared in queries.
 */
public final class JourneyAttributes {

	/**
	 * The conversion's id, 32 hexadecimal digits. On every span that is about one
	 * conversion.
	 */
	public static final String CONVERSION_ID = "soundlift.conversion.id";

	/**
	 * Number of the claim, from 1 on. On {@code convert}.
	 */
	public static final String ATTEMPT = "soundlift.conversion.attempt";

	/**
	 * Whether the end of an attempt did not count, because the conversion was deleted or
	 * taken over, or the attempt was given up. On {@code convert}.
	 */
	public static final String CLAIM_LOST = "soundlift.conversion.claim_lost";

	/**
	 * How long the conversion was due before it was claimed, in milliseconds. On
	 * {@code convert}, but not after the lease of another worker has expired.
	 */
	public static final String QUEUE_WAIT = "soundlift.queue.wait_ms";

	/**
	 * Code of the reason that the owner sees. On {@code convert} when it failed
	 * permanently.
	 */
	public static final String FAILURE_CODE = "soundlift.failure.code";

	/**
	 * Size of the video in bytes. On {@code video.store} and {@code video.fetch}.
	 */
	public static final String VIDEO_BYTES = "soundlift.video.bytes";

	/**
	 * Media type that the client stated for the video. On {@code video.store} and
	 * {@code video.fetch}.
	 */
	public static final String VIDEO_CONTENT_TYPE = "soundlift.video.content_type";

	/**
	 * Host of the URL that a video was imported from (OpenTelemetry's name for it). On
	 * {@code video.upload}.
	 */
	public static final String SERVER_ADDRESS = "server.address";

	/**
	 * First of ffmpeg's names for the container's format. On {@code audio.probe}.
	 */
	public static final String VIDEO_FORMAT = "soundlift.video.format";

	/**
	 * Length of the audio in milliseconds. On {@code audio.encode}.
	 */
	public static final String AUDIO_DURATION = "soundlift.audio.duration_ms";

	/**
	 * Length of the audio divided by the time of encoding; 1 is real time. On
	 * {@code audio.encode}.
	 */
	public static final String ENCODE_SPEED = "soundlift.encode.speed";

	/**
	 * How the MP3 is made from the audio: {@code copy}, {@code whole} or {@code chunked}.
	 * On {@code audio.encode}.
	 */
	public static final String PLAN_MODE = "soundlift.plan.mode";

	/**
	 * Number of the audio track that was chosen, from 1 on. On {@code audio.plan}.
	 */
	public static final String PLAN_TRACK = "soundlift.plan.track";

	/**
	 * Filters of the audio before it is encoded. On {@code audio.plan}, unless there are
	 * none.
	 */
	public static final String PLAN_FILTERS = "soundlift.plan.filters";

	/**
	 * Expected size of the MP3 in bytes. On {@code audio.plan}, unless it is unknown.
	 */
	public static final String PLAN_EXPECTED_BYTES = "soundlift.plan.expected_bytes";

	/**
	 * Name of the audio track's codec in ffmpeg. On {@code audio.plan}.
	 */
	public static final String AUDIO_CODEC = "soundlift.audio.codec";

	/**
	 * Number of parts that were encoded independently or found, 0 for a copy. On
	 * {@code audio.encode}; on {@code audio.encode.help} only those encoded there.
	 */
	public static final String ENCODE_CHUNKS = "soundlift.encode.chunks";

	/**
	 * Number of parts that an earlier attempt or another converter had encoded. On
	 * {@code audio.encode}.
	 */
	public static final String ENCODE_CHUNKS_KEPT = "soundlift.encode.chunks_kept";

	/**
	 * Whether the MP3 was joined of parts that were encoded before the upload was
	 * complete, without decoding the finished file. On {@code audio.encode}.
	 */
	public static final String ENCODE_JOINED = "soundlift.encode.joined";

	/**
	 * Number of parts that did not match the previous one and were encoded again. On
	 * {@code audio.encode}.
	 */
	public static final String ENCODE_SEAMS_REPAIRED = "soundlift.encode.seams_repaired";

	/**
	 * Constant bit rate of the MP3 in bits per second. On {@code audio.encode}.
	 */
	public static final String MP3_BITRATE = "soundlift.mp3.bitrate";

	/**
	 * Size of the MP3 in bytes. On {@code mp3.store}.
	 */
	public static final String MP3_BYTES = "soundlift.mp3.bytes";

	/**
	 * Which event is published. On {@code outbox.publish}.
	 */
	public static final String OUTBOX_EVENT = "soundlift.outbox.event";

	/**
	 * How many times publishing was tried, this time included. On {@code outbox.publish}.
	 */
	public static final String OUTBOX_TRIES = "soundlift.outbox.tries";

	/**
	 * Time since the event happened, in milliseconds. On {@code outbox.publish}.
	 */
	public static final String OUTBOX_DELAY = "soundlift.outbox.delay_ms";

	/**
	 * Result of an attempt to send the mail. On {@code mail.send}.
	 */
	public static final String MAIL_RESULT = "soundlift.mail.result";

	private JourneyAttributes() {
	}

}
