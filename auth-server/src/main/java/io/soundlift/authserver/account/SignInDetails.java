package io.soundlift.authserver.account;

import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Where a sign-in comes from, on its way to the password check. It is not kept.
 */
public final class SignInDetails extends WebAuthenticationDetails {

	private final String browser;

	/**
	 * Creates the details of a request.
	 * @param origin where it comes from
	 */
	public SignInDetails(Origin origin) {
		super(origin.address(), null);
		this.browser = origin.browser();
	}

	Origin origin() {
		return new Origin(getRemoteAddress(), this.browser);
	}

	@Override
	public boolean equals(Object other) {
		return super.equals(other) && other instanceof SignInDetails details && details.browser.equals(this.browser);
	}

	@Override
	public int hashCode() {
		return 31 * super.hashCode() + this.browser.hashCode();
	}

}
