package io.soundlift.notifier.ledger;

/**
 * State of a mail. The first two are live; the others are final.
 */
public enum MailState {

	/** A notifier is sending it, or crashed while sending it. */
	SENDING,

	/**
	 * It waits for the end of the interval, or the mail server has not accepted it yet.
	 */
	WAITING,

	/** The mail server took it. */
	SENT,

	/** The mail server refuses it, or the address is invalid. */
	REJECTED,

	/** The mail server did not accept it for so long that it was given up. */
	UNDELIVERABLE,

	/** Before it was sent, its conversion was deleted, or its owner wanted no mails. */
	NEEDLESS

}
