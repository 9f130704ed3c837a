package io.soundlift.gateway.resumable;

import java.util.List;

/**
 * State of a resumable upload.
 */
enum UploadState {

	/** Bytes are missing. */
	OPEN,

	/** All bytes are stored, and whether there is a conversion of them is not noted. */
	WHOLE,

	/** There is a conversion, or was. */
	FINISHED,

	/** Its bytes are about to be removed. */
	ENDING,

	/** Its bytes were removed. */
	EXPIRED;

	static final List<UploadState> UNFINISHED = List.of(OPEN, WHOLE);

}
