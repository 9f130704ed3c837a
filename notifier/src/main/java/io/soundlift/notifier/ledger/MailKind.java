package io.soundlift.notifier.ledger;

import java.util.Locale;
import java.util.Optional;

import io.soundlift.journey.conversion.ConversionState;

/**
 * Kind of a mail.
 */
public enum MailKind {

	/** The MP3 is ready. */
	COMPLETED,

	/** There is no MP3, and why. */
	FAILED;

	/**
	 * Returns the kind of mail for a state of a conversion.
	 * @param state state of a conversion
	 * @return the kind; empty if there is no mail
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
