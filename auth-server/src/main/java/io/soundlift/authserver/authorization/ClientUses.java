package io.soundlift.authserver.authorization;

import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Record of the uses of clients by their own credentials. Clients know their grants, so
 * grants know clients by this interface only.
 */
public interface ClientUses {

	/**
	 * Notes a use, after its grant was stored and before its token is handed out.
	 * @param client the client as it was when it proved who it is
	 * @return whether it still exists, with the same secret and at least the same scopes
	 */
	boolean note(RegisteredClient client);

}
