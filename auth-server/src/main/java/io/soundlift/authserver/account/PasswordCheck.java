package io.soundlift.authserver.account;

import java.util.Optional;

import io.micrometer.core.instrument.MeterRegistry;
import io.soundlift.support.EnumCounter;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Check of an address and a password. The answer and the work are the same whether the
 * account exists or not, and whether the password is right or wrong. After too many
 * attempts it is not hashed at all: their number depends on the input and its origin, but
 * not on whether the account exists.
 */
@Component
public final class PasswordCheck {

	private final Accounts accounts;

	private final PasswordEncoder passwordEncoder;

	private final SignInThrottle throttle;

	private final HashingSlots slots;

	private final EnumCounter<Result> checks;

	private final String hashOfNobody;

	PasswordCheck(Accounts accounts, PasswordEncoder passwordEncoder, SignInThrottle throttle, HashingSlots slots,
			MeterRegistry meters) {
		this.accounts = accounts;
		this.passwordEncoder = passwordEncoder;
		this.throttle = throttle;
		this.slots = slots;
		this.checks = new EnumCounter<>(meters, "soundlift.password.checks", "Passwords that were tried", "result",
				Result.class);
		this.hashOfNobody = Passwords.encode(passwordEncoder, "nobody has this password");
	}

	/**
	 * Checks a password.
	 * @param email the address as typed
	 * @param password the password as typed
	 * @param origin origin of the attempt
	 * @return the account as it was read before the password was checked, or empty when
	 * there is none, the password is wrong or there were too many attempts
	 * @throws HashingBusyException if too many passwords are waiting to be checked; the
	 * attempt does not count
	 */
	public Optional<Account> check(String email, String password, Origin origin) {
		String address = EmailAddress.normalise(email);
		Optional<Account> account = this.accounts.findByEmail(address);
		if (this.throttle.isBlocked(address, account, origin)) {
			this.checks.increment(Result.THROTTLED);
			return Optional.empty();
		}
		try {
			return this.slots.run(origin.network(), this.throttle.isKnownBrowser(account, origin),
					() -> hear(address, account, password, origin));
		}
		catch (HashingBusyException ex) {
			this.checks.increment(Result.BUSY);
			throw ex;
		}
	}

	private Optional<Account> hear(String address, Optional<Account> account, String password, Origin origin) {
		if (!this.throttle.tryAcquire(address, account, origin)) {
			this.checks.increment(Result.THROTTLED);
			return Optional.empty();
		}
		String hash = account.map(Account::passwordHash).orElse(this.hashOfNobody);
		if (!this.passwordEncoder.matches(password, hash) || account.isEmpty()) {
			this.checks.increment(Result.REFUSED);
			return Optional.empty();
		}
		this.checks.increment(Result.ACCEPTED);
		this.throttle.succeeded(account.get(), origin);
		if (this.passwordEncoder.upgradeEncoding(hash)) {
			this.accounts.upgradePassword(account.get(), Passwords.encode(this.passwordEncoder, password));
		}
		return account;
	}

	/**
	 * Result of a password check.
	 */
	private enum Result {

		/** It was right. */
		ACCEPTED,

		/** It was wrong. */
		REFUSED,

		/** It was not checked because of too many earlier attempts. */
		THROTTLED,

		/** It was not checked because too many were waiting. */
		BUSY

	}

}
