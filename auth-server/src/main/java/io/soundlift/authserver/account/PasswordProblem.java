package io.soundlift.authserver.account;

/**
 * Reason for which a password is not acceptable.
 */
public enum PasswordProblem {

	/** It has fewer than 10 characters. */
	SHORT,

	/** It has more than 72 bytes. */
	LONG,

	/** It is the address of the account, or the part before the at sign. */
	ADDRESS,

	/** It is one of those that attackers try first. */
	COMMON

}
