package io.soundlift.converter.ffmpeg;

/**
 * What makes a video impossible to convert, however often it is tried.
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

	/** The file is a part of a stream, without what describes its tracks. */
	SEGMENT_ONLY,

	/** The audio is longer than allowed. */
	TOO_LONG,

	/** The audio track that was asked for is not there. */
	NO_SUCH_TRACK,

	/** The audio is over before the begin that was asked for. */
	START_PAST_END,

	/** The picture that was asked for is not there. */
	NO_PICTURE,

	/** The file has more streams than allowed. */
	TOO_MANY_STREAMS,

	/** The file is larger than allowed. */
	VIDEO_TOO_LARGE,

	/** The MP3 would be larger than allowed. */
	MP3_TOO_LARGE,

	/** What the file says about itself takes more work to read than allowed. */
	HEADER_TOO_LARGE,

	/** ffmpeg would need more processor time than allowed. */
	CPU_TIME,

	/** ffmpeg would need more memory than allowed. */
	MEMORY

}
