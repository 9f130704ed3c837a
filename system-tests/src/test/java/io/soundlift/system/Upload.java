package io.soundlift.system;

import org.jspecify.annotations.Nullable;

/**
 * One attempt to upload a video, and what its sender knows of it.
 *
 * @param account whose it is
 * @param video what is uploaded
 * @param fileName name under which it is sent, which no other attempt has
 * @param answer what the sender was told
 * @param id id of the conversion; {@code null} unless it was acknowledged
 * @param detail status and code of a refusal, or what broke
 */
record Upload(Account account, VideoCase video, String fileName, Answer answer, @Nullable String id, String detail) {

	/**
	 * What the sender of a video was told.
	 */
	enum Answer {

		/** The video is taken in: 202. */
		ACKNOWLEDGED,

		/** The video is not taken in. */
		REFUSED,

		/** Nothing, or that there is trouble: it may be taken in or not. */
		INDETERMINATE

	}

}
