package io.soundlift.gateway.signin;

import java.util.Collection;
import java.util.Set;

import io.soundlift.support.Secrets;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Check for responses that continue after their session was checked.
 */
@Component
public final class SignInsInUse {

	private final BrowserSignIns signIns;

	SignInsInUse(BrowserSignIns signIns) {
		this.signIns = signIns;
	}

	/**
	 * Returns the sign-in that a request was authenticated with.
	 * @param request the request
	 * @return id of the sign-in; {@code null} if the request has a token of its own
	 */
	public static @Nullable String idOf(HttpServletRequest request) {
		String key = (request.getHeader(HttpHeaders.AUTHORIZATION) == null) ? SessionAttributes.key(request) : null;
		return (key != null) ? Secrets.sha256(key) : null;
	}

	/**
	 * Finds the sign-ins that are in use.
	 * @param ids ids of sign-ins
	 * @return those that were not ended
	 */
	public Set<String> among(Collection<String> ids) {
		return this.signIns.inUse(ids);
	}

}
