package io.soundlift.authserver.account;

import java.util.Optional;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Checks an address and a password. The answer and the work are the same whether the
 * account exists, the password is wrong or there were too many tries.
 */
@Component
public final class PasswordCheck {

	private final Accounts accounts;

	private final PasswordEncoder passwordEncoder;

	private final SignInThrottle throttle;

	private final PasswordCheckMeters meters;

	private final String hashOfNobody;

	PasswordCheck(Accounts accounts, PasswordEncoder passwordEncoder, SignInThrottle throttle,
			PasswordCheckMeters meters) {
		this.accounts = accounts;
		this.passwordEncoder = passwordEncoder;
		this.throttle = throttle;
		this.meters = meters;
		this.hashOfNobody = Passwords.encode(passwordEncoder, "nobody has this password");
	}

	/**
	 * Checks a password.
	 * @param email the address as typed
	 * @param password the password as typed
	 * @param origin where the try comes from
	 * @return the account as it was read before the password was checked, or empty when
	 * there is none, the password is wrong or there were too many tries
	 */
	public Optional<Account> check(String email, String password, Origin origin) {
		String address = EmailAddress.normalise(email);
		Optional<Account> account = this.accounts.findByEmail(address);
		boolean heard = this.throttle.tryAcquire(address, account, origin);
		String hash = account.map(Account::passwordHash).orElse(this.hashOfNobody);
		boolean matches = this.passwordEncoder.matches(password, hash);
		this.meters.tried(heard, matches && account.isPresent());
		if (!heard || !matches || account.isEmpty()) {
			return Optional.empty();
		}
		this.throttle.succeeded(account.get(), origin);
		if (this.passwordEncoder.upgradeEncoding(hash)) {
			this.accounts.upgradePassword(account.get(), Passwords.encode(this.passwordEncoder, password));
		}
		return account;
	}

}
