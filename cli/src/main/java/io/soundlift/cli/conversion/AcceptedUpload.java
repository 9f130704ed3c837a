package io.soundlift.cli.conversion;

/**
 * Upload that the server has accepted.
 *
 * @param conversion its conversion
 * @param soundOnly whether the video was sent without its pictures
 */
record AcceptedUpload(Conversion conversion, boolean soundOnly) {

	/**
	 * Returns whether the whole video might be convertible although this upload was not.
	 * @param ended the conversion when it ended
	 */
	boolean isWorthSendingWhole(Conversion ended) {
		return this.soundOnly && ended.isUnreadable();
	}

}
