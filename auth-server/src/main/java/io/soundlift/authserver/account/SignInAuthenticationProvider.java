package io.soundlift.authserver.account;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Provider of sign-ins with e-mail address and password.
 */
@Component
final class SignInAuthenticationProvider implements AuthenticationProvider {

	private static final Origin UNKNOWN = new Origin("unknown", "");

	private final PasswordCheck passwordCheck;

	SignInAuthenticationProvider(PasswordCheck passwordCheck) {
		this.passwordCheck = passwordCheck;
	}

	@Override
	public Authentication authenticate(Authentication authentication) {
		String password = (authentication.getCredentials() instanceof String text) ? text : "";
		Origin origin = (authentication.getDetails() instanceof Origin known) ? known : UNKNOWN;
		return this.passwordCheck.check(authentication.getName(), password, origin)
			.map((account) -> SignedIn.authentication(account, new WebAuthenticationDetails(origin.address(), null)))
			.orElseThrow(() -> new BadCredentialsException("Sign-in refused"));
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
