package io.soundlift.journey.deadletter;

/**
 * Names of the headers that a parked dead letter has beside those it came with. The
 * command {@code soundlift letters} reads them; {@code contracts/parked-dead-letter.json}
 * is an example.
 */
final class DeadLetterHeaders {

	/**
	 * The queue that the message was read from when it died, to which a retry sends it.
	 */
	static final String QUEUE = "soundlift-queue";

	/**
	 * When it was parked, in milliseconds since 1970.
	 */
	static final String PARKED_AT = "soundlift-parked-at";

	/**
	 * Why it was parked, a sentence for an operator.
	 */
	static final String REASON = "soundlift-parked-reason";

	private DeadLetterHeaders() {
	}

}
