package io.soundlift.notifier.mail;

/**
 * How an attempt to hand a mail to the mail server ended.
 */
public sealed interface Delivery {

	/**
	 * The mail server has taken the mail.
	 */
	record Accepted() implements Delivery {
	}

	/**
	 * The mail will never be taken.
	 *
	 * @param reason the mail server's answer, or what is wrong with the address
	 */
	record Refused(String reason) implements Delivery {
	}

	/**
	 * The owner wants no mails, so it was not sent.
	 */
	record Unwanted() implements Delivery {
	}

	/**
	 * The mail may be taken later.
	 *
	 * @param reason what the trouble is
	 */
	record Postponed(String reason) implements Delivery {
	}

}
