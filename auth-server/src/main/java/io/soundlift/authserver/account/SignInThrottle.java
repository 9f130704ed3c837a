package io.soundlift.authserver.account;

import java.time.Duration;
import java.util.Optional;

import io.soundlift.authserver.throttle.Throttle;
import io.soundlift.authserver.throttle.ThrottlePolicy;

import org.springframework.stereotype.Component;

/**
 * Throttle of password guesses. A browser that the owner used has separate delays; all
 * other browsers share those of the account.
 */
@Component
final class SignInThrottle {

	/** For one browser known to the account. */
	private static final ThrottlePolicy PER_KNOWN_BROWSER = new ThrottlePolicy(5, Duration.ofSeconds(2),
			Duration.ofMinutes(15));

	/**
	 * For all unknown browsers of one origin, so that it can't use up the account's pool.
	 */
	private static final ThrottlePolicy PER_ACCOUNT_AND_ORIGIN = new ThrottlePolicy(4, Duration.ofSeconds(2),
			Duration.ofMinutes(15));

	/** For all unknown browsers together, against guesses from many origins. */
	private static final ThrottlePolicy PER_ACCOUNT = new ThrottlePolicy(20, Duration.ofSeconds(5),
			Duration.ofMinutes(1));

	/**
	 * Against one password on many accounts; lenient, since an office may share an
	 * address.
	 */
	private static final ThrottlePolicy PER_ORIGIN = new ThrottlePolicy(30, Duration.ofSeconds(1),
			Duration.ofMinutes(1));

	private static final String BY_BROWSER = "sign-in-browser";

	private static final String BY_ACCOUNT_AND_ORIGIN = "sign-in-account";

	private static final String BY_ACCOUNT = "sign-in-pool";

	private static final String BY_ORIGIN = "sign-in-origin";

	private final Throttle throttle;

	private final KnownBrowsers browsers;

	SignInThrottle(Throttle throttle, KnownBrowsers browsers) {
		this.throttle = throttle;
		this.browsers = browsers;
	}

	/**
	 * Whether an attempt would be refused now. It is not counted.
	 * @param email normalised address that was typed
	 * @param account the account of that address, or empty
	 * @param origin origin of the attempt
	 * @return whether earlier attempts still delay the next one
	 */
	boolean isBlocked(String email, Optional<Account> account, Origin origin) {
		Optional<String> browser = browser(account, origin);
		if (browser.isPresent()) {
			return this.throttle.isBlocked(BY_BROWSER, browser.get());
		}
		return this.throttle.isBlocked(BY_ORIGIN, origin.network())
				|| this.throttle.isBlocked(BY_ACCOUNT_AND_ORIGIN, accountAndOrigin(email, origin))
				|| this.throttle.isBlocked(BY_ACCOUNT, email);
	}

	/**
	 * Whether the owner of an account used a browser before.
	 * @param account the account, or empty
	 * @param origin origin of the attempt
	 * @return whether the browser presents a proof of that
	 */
	boolean isKnownBrowser(Optional<Account> account, Origin origin) {
		return browser(account, origin).isPresent();
	}

	/**
	 * Counts an attempt before the password is checked.
	 * @param email normalised address that was typed
	 * @param account the account of that address, or empty
	 * @param origin origin of the attempt
	 * @return whether the attempt is admitted
	 */
	boolean tryAcquire(String email, Optional<Account> account, Origin origin) {
		Optional<String> browser = browser(account, origin);
		if (browser.isPresent()) {
			return this.throttle.tryAcquire(BY_BROWSER, browser.get(), PER_KNOWN_BROWSER);
		}
		return this.throttle.tryAcquire(BY_ORIGIN, origin.network(), PER_ORIGIN) && this.throttle
			.tryAcquire(BY_ACCOUNT_AND_ORIGIN, accountAndOrigin(email, origin), PER_ACCOUNT_AND_ORIGIN)
				&& this.throttle.tryAcquire(BY_ACCOUNT, email, PER_ACCOUNT);
	}

	/**
	 * Resets the attempts of the owner after a successful sign-in, and no others.
	 * @param account the account
	 * @param origin origin of the successful attempt
	 */
	void succeeded(Account account, Origin origin) {
		Optional<String> browser = browser(Optional.of(account), origin);
		if (browser.isPresent()) {
			this.throttle.forget(BY_BROWSER, browser.get());
			return;
		}
		this.throttle.forget(BY_ACCOUNT_AND_ORIGIN, accountAndOrigin(account.email(), origin));
		this.throttle.takeBack(BY_ORIGIN, origin.network());
		this.throttle.takeBack(BY_ACCOUNT, account.email());
	}

	private Optional<String> browser(Optional<Account> account, Origin origin) {
		return account.flatMap((known) -> this.browsers.find(origin.browser(), known.id())
			.map((browser) -> browser + ' ' + known.id()));
	}

	private static String accountAndOrigin(String email, Origin origin) {
		return email + ' ' + origin.network();
	}

}
