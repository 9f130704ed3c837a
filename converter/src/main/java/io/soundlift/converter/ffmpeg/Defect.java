package io.soundlift.converter.ffmpeg;

/**
 * Permanent reason for which a video can't be converted.
 */
public enum Defect {

	/** The file is neither video nor audio, or of a kind that is not accepted. */
	NOT_MEDIA,

	/** The video has no audio track. */
	NO_AUDIO,

	/** The file is broken or incomplete. */
	DAMAGED,

	/** The audio is in a format that can't be decoded. */
	UNSUPPORTED_AUDIO,

	/** The audio is encrypted. */
	ENCRYPTED,

	/** The file is a segment of a stream, without the initialization segment. */
	SEGMENT_ONLY,

	/** The audio is longer than allowed. */
	TOO_LONG,

	/** The requested audio track does not exist. */
	NO_SUCH_TRACK,

	/** The audio ends before the requested start. */
	START_PAST_END,

	/** The requested picture does not exist. */
	NO_PICTURE,

	/** The file has more streams than allowed. */
	TOO_MANY_STREAMS,

	/** The file is larger than allowed. */
	VIDEO_TOO_LARGE,

	/** The MP3 would be larger than allowed. */
	MP3_TOO_LARGE,

	/** The headers of the file take more work to read than allowed. */
	HEADER_TOO_LARGE,

	/** ffmpeg would need more processor time than allowed. */
	CPU_TIME,

	/** ffmpeg would need more memory than allowed. */
	MEMORY

}
