package io.soundlift.notifier.ledger;

/**
 * Where a mail stands. The first two are live; nothing follows the others.
 */
public enum MailState {

	/** A notifier is sending it, or has died while it did. */
	SENDING,

	/** It waits for the end of the interval, or the mail server did not take it yet. */
	WAITING,

	/** The mail server took it. */
	SENT,

	/** The mail server refuses it, or the address is no address. */
	REJECTED,

	/** The mail server did not take it for so long that it was given up. */
	UNDELIVERABLE,

	/** Before it was sent, its conversion was deleted, or its owner wanted no mails. */
	NEEDLESS

}
