package io.soundlift.authserver.authorization;

/**
 * Reason for which a grant was revoked.
 */
public enum RevocationCause {

	/** A code or a refresh token was used again. */
	REUSE,

	/** Its client revoked a token (RFC 7009). */
	GIVEN_BACK,

	/** The owner revoked the access of the app. */
	APP_REMOVED,

	/** The owner chose another password. */
	PASSWORD_CHANGED,

	/** The owner forgot the password. */
	PASSWORD_RESET,

	/** The owner wanted to be signed out everywhere. */
	SIGNED_OUT,

	/** The owner deleted the account. */
	ACCOUNT_DELETED,

	/** The client lost a scope, or got another secret. */
	CLIENT_CHANGED,

	/** The client was deleted. */
	CLIENT_DELETED,

	/** The account has too many grants, of which this was the oldest. */
	TOO_MANY,

	/** A server was killed while it revoked the grant. */
	INTERRUPTED

}
