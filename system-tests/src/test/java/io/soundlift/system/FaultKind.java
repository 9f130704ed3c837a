package io.soundlift.system;

import java.util.Locale;

/**
 * What can go wrong in a {@link FaultySystem}.
 */
enum FaultKind {

	/** A service is ended by {@code kill -9} and started again. */
	SERVICE_KILLED(Target.SERVICE),

	/** A service is asked to end and started again when it has. */
	SERVICE_STOPPED(Target.SERVICE),

	/** A service stands still, with all its connections open. */
	SERVICE_PAUSED(Target.SERVICE),

	/** The broker is ended by {@code kill -9} and started again on its data. */
	BROKER_KILLED(Target.BROKER),

	/** The broker is ended by {@code kill -9} and starts again without any data. */
	BROKER_WIPED(Target.BROKER),

	/** All connections to the broker are cut and none is made. */
	BROKER_CUT(Target.BROKER),

	/** Connections to the broker stay open, and nothing gets through. */
	BROKER_STALLED(Target.BROKER),

	/** The store is ended by {@code kill -9} and started again on its data. */
	STORE_KILLED(Target.STORE),

	/** All connections to the store are cut and none is made. */
	STORE_CUT(Target.STORE),

	/** Each packet from and to the store is kept for a while. */
	STORE_DELAYED(Target.STORE),

	/** Connections to the store stay open, and nothing gets through. */
	STORE_STALLED(Target.STORE),

	/** One direction of each connection to the store ends. */
	STORE_HALF_CLOSED(Target.STORE),

	/** Nobody listens where the mail server was. */
	MAIL_AWAY(Target.MAIL),

	/** The mail server answers each mail with a transient error. */
	MAIL_REFUSED(Target.MAIL),

	/** The mail server says nothing, not even at the begin. */
	MAIL_STALLED(Target.MAIL),

	/** The mail server keeps each mail and does not say so. */
	MAIL_UNANSWERED(Target.MAIL);

	private final Target target;

	FaultKind(Target target) {
		this.target = target;
	}

	Target target() {
		return this.target;
	}

	/**
	 * Returns whether a mail that the mail server has may be sent again because of it:
	 * its notifier has not got the answer, could not record it, or lost its claim
	 * meanwhile.
	 */
	boolean repeatsMails() {
		return this.target != Target.BROKER;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	/**
	 * What a fault hits.
	 */
	enum Target {

		/** One process of one of the services. */
		SERVICE,

		/** The broker or the line to it. */
		BROKER,

		/** The store or the line to it. */
		STORE,

		/** The mail server or the line to it. */
		MAIL

	}

}
