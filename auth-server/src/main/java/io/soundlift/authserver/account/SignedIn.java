package io.soundlift.authserver.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;

/**
 * Factory of the authentication of a person whose password was correct. Its name is the
 * account's id, which thereby becomes the subject of tokens.
 */
public final class SignedIn {

	private static final String GENERATION = "GENERATION_";

	private SignedIn() {
	}

	/**
	 * Creates the authentication from standard classes only, since it is stored as JSON.
	 * @param account the account that signed in
	 * @param details origin of the request, or null
	 * @return an authenticated token without credentials
	 */
	public static UsernamePasswordAuthenticationToken authentication(Account account, @Nullable Object details) {
		// whole seconds, as in "auth_time"; its JSON has no nanoseconds
		Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		Set<GrantedAuthority> authorities = Set.of(
				FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY).issuedAt(now).build(),
				new SimpleGrantedAuthority(GENERATION + account.generation()));
		User principal = new User(account.id(), "", authorities);
		UsernamePasswordAuthenticationToken authentication = UsernamePasswordAuthenticationToken
			.authenticated(principal, null, authorities);
		authentication.setDetails(details);
		return authentication;
	}

	/**
	 * Returns whether an authentication is still valid.
	 * @param authentication an authentication that this class created
	 * @param account the account as it is now
	 * @return whether there was no session revocation since
	 */
	public static boolean isCurrent(Authentication authentication, Account account) {
		return authentication.getName().equals(account.id()) && authentication.getAuthorities()
			.stream()
			.anyMatch((authority) -> (GENERATION + account.generation()).equals(authority.getAuthority()));
	}

}
