package io.soundlift.converter.ffmpeg;

/**
 * Why the work on a conversion has to stop.
 */
public enum StopReason {

	/** ffmpeg took longer than it may. */
	TIME_LIMIT,

	/** The conversion was deleted or belongs to another worker now. */
	CLAIM_LOST,

	/** The converter shuts down. */
	SHUTDOWN

}
