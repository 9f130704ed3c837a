package io.soundlift.journey.trace;

import java.util.List;
import java.util.Objects;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Steps that are kept in the conversion's document, written by the updates that the steps
 * end with. Steps of mails are stored elsewhere, since the notifier does not change
 * conversions.
 *
 * @param steps steps that have ended, by their ends; the last {@value #MAX_STEPS}
 * @param running the running attempt, as of the last update; {@code null} if there is
 * none
 * @param downloads downloads that have ended; the last {@value #MAX_DOWNLOADS}
 */
public record JourneyLog(List<JourneyStep> steps, @Nullable JourneyStep running, List<JourneyStep> downloads) {

	/** Path of the field. */
	public static final String PATH = "journey";

	/** Path of the steps that have ended. */
	public static final String STEPS = PATH + ".steps";

	/** Path of the running attempt. */
	public static final String RUNNING = PATH + ".running";

	/** Path of the downloads. */
	public static final String DOWNLOADS = PATH + ".downloads";

	/**
	 * Greatest number of steps, not counting their parts. The number of attempts is
	 * limited, but not how often a conversion is returned to the queue or its message is
	 * repeated.
	 */
	public static final int MAX_STEPS = 50;

	/** Greatest number of downloads. */
	public static final int MAX_DOWNLOADS = 10;

	/** Log without any record, as of documents of earlier versions. */
	public static final JourneyLog EMPTY = new JourneyLog(List.of(), null, List.of());

	@SuppressWarnings("NullAway") // absent until something was added
	public JourneyLog {
		steps = Objects.requireNonNullElse(steps, List.of());
		downloads = Objects.requireNonNullElse(downloads, List.of());
	}

	/**
	 * Returns the operand of {@code $push} that adds a step and removes the oldest beyond
	 * a limit.
	 * @param step the step
	 * @param limit maximum number of steps
	 * @return the operand
	 */
	public static Document added(JourneyStep step, int limit) {
		return new Document("$each", List.of(step.toDocument())).append("$slice", -limit);
	}

}
