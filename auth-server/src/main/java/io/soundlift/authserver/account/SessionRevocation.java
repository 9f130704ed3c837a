package io.soundlift.authserver.account;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Note that what an account let in has to be ended. It is stored together with its reason
 * in one write, so that whoever finds it later can finish what a kill cut off.
 *
 * @param reason why
 * @param since when it was decided
 * @param clients names of the API clients whose secrets end as well; null when API
 * clients go on
 */
public record SessionRevocation(Reason reason, Instant since, @Nullable List<String> clients) {

	/**
	 * Why an account puts out who is signed in.
	 */
	public enum Reason {

		/** The owner chose another password. */
		PASSWORD_CHANGED,

		/** The owner forgot the password. */
		PASSWORD_RESET,

		/** The owner wants to be signed out everywhere. */
		SIGNED_OUT,

		/** The owner does not want the account any more; nobody finds it from now on. */
		DELETED

	}

}
