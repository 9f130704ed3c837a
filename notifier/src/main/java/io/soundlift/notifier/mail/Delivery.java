package io.soundlift.notifier.mail;

/**
 * Result of an attempt to pass a mail to the mail server.
 */
public sealed interface Delivery {

	/**
	 * The mail server has accepted the mail.
	 */
	record Accepted() implements Delivery {
	}

	/**
	 * The mail will never be accepted.
	 *
	 * @param reason the mail server's reply, or the problem of the address
	 */
	record Refused(String reason) implements Delivery {
	}

	/**
	 * The owner wants no mails, so it was not sent.
	 */
	record Unwanted() implements Delivery {
	}

	/**
	 * The mail may be accepted later.
	 *
	 * @param reason reason of the failure
	 */
	record Postponed(String reason) implements Delivery {
	}

}
