package io.soundlift.authserver.account;

import java.time.Duration;
import java.util.Optional;

import io.soundlift.authserver.throttle.Throttle;
import io.soundlift.authserver.throttle.ThrottlePolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Checks e-mail address and password. The answer and the work are the same whether the
 * account exists, the password is wrong or there were too many tries.
 */
@Component
final class SignInAuthenticationProvider implements AuthenticationProvider {

	/**
	 * Bound to account and origin, so that nobody can lock out the owner from elsewhere.
	 */
	private static final ThrottlePolicy PER_ACCOUNT_AND_ORIGIN = new ThrottlePolicy(4, Duration.ofSeconds(2),
			Duration.ofMinutes(15));

	/**
	 * Against one password on many accounts; mild, since an office may share an address.
	 */
	private static final ThrottlePolicy PER_ORIGIN = new ThrottlePolicy(30, Duration.ofSeconds(1),
			Duration.ofMinutes(1));

	private static final String BY_ACCOUNT = "sign-in-account";

	private static final String BY_ORIGIN = "sign-in-origin";

	private final Accounts accounts;

	private final PasswordEncoder passwordEncoder;

	private final Throttle throttle;

	private final String hashOfNobody;

	SignInAuthenticationProvider(Accounts accounts, PasswordEncoder passwordEncoder, Throttle throttle) {
		this.accounts = accounts;
		this.passwordEncoder = passwordEncoder;
		this.throttle = throttle;
		this.hashOfNobody = Passwords.encode(passwordEncoder, "nobody has this password");
	}

	@Override
	public Authentication authenticate(Authentication authentication) {
		String email = EmailAddress.normalise(authentication.getName());
		String password = (authentication.getCredentials() instanceof String text) ? text : "";
		String origin = origin(authentication.getDetails());
		String accountAndOrigin = email + ' ' + origin;
		boolean heard = this.throttle.tryAcquire(BY_ORIGIN, origin, PER_ORIGIN)
				&& this.throttle.tryAcquire(BY_ACCOUNT, accountAndOrigin, PER_ACCOUNT_AND_ORIGIN);
		Optional<Account> account = this.accounts.findByEmail(email);
		String hash = account.map(Account::passwordHash).orElse(this.hashOfNobody);
		boolean matches = this.passwordEncoder.matches(password, hash);
		if (!heard || !matches || account.isEmpty()) {
			throw new BadCredentialsException("Sign-in refused");
		}
		this.throttle.forget(BY_ACCOUNT, accountAndOrigin);
		this.throttle.takeBack(BY_ORIGIN, origin);
		if (this.passwordEncoder.upgradeEncoding(hash)) {
			this.accounts.upgradePassword(account.get(), Passwords.encode(this.passwordEncoder, password));
		}
		return SignedIn.authentication(account.get(), authentication.getDetails());
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
	}

	private static String origin(@Nullable Object details) {
		return (details instanceof WebAuthenticationDetails web) ? web.getRemoteAddress() : "unknown";
	}

}
