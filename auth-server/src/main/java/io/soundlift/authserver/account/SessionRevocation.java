package io.soundlift.authserver.account;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Pending revocation of the sessions and grants of an account. It is stored with its
 * reason in one write, so that it can be finished later if the process is killed.
 *
 * @param reason why
 * @param since when it began
 * @param clients names of the API clients whose secrets end as well; null when API
 * clients keep theirs
 */
public record SessionRevocation(Reason reason, Instant since, @Nullable List<String> clients) {

	/**
	 * Reason for a session revocation.
	 */
	public enum Reason {

		/** The owner chose another password. */
		PASSWORD_CHANGED,

		/** The owner forgot the password. */
		PASSWORD_RESET,

		/** The owner wants to be signed out everywhere. */
		SIGNED_OUT,

		/** The owner deleted the account; it can't be found from now on. */
		DELETED

	}

}
