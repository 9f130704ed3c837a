package io.soundlift.authserver.client.web;

import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.SignedIn;
import io.soundlift.authserver.account.web.SignInSession;
import io.soundlift.authserver.client.ClientRequest;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Source of the requests for clients and secrets.
 */
@Component
final class ClientRequests {

	private final Accounts accounts;

	ClientRequests(Accounts accounts) {
		this.accounts = accounts;
	}

	/**
	 * Returns the request of a signed-in person.
	 * @throws ResponseStatusException when the session has ended meanwhile
	 */
	ClientRequest of(Authentication person, HttpServletRequest request) {
		return this.accounts.findById(person.getName())
			.filter((account) -> SignedIn.isCurrent(person, account))
			.map((account) -> new ClientRequest(account, SignInSession.originOf(request).address()))
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.FORBIDDEN));
	}

}
