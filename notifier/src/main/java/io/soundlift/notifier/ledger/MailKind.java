package io.soundlift.notifier.ledger;

import java.util.Locale;
import java.util.Optional;

import io.soundlift.journey.conversion.ConversionState;

/**
 * What a mail tells its recipient.
 */
public enum MailKind {

	/** The MP3 is ready. */
	COMPLETED,

	/** There is no MP3, and why. */
	FAILED;

	/**
	 * Returns the kind of mail that a conversion's state asks for.
	 * @param state state of a conversion
	 * @return the kind; empty if nobody is to be told
	 */
	public static Optional<MailKind> of(ConversionState state) {
		return switch (state) {
			case COMPLETED -> Optional.of(COMPLETED);
			case FAILED -> Optional.of(FAILED);
			case QUEUED, CONVERTING, CANCELLED -> Optional.empty();
		};
	}

	/**
	 * Returns the name that is part of ids, templates and metrics.
	 * @return the name in lower case
	 */
	public String lowerCaseName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
