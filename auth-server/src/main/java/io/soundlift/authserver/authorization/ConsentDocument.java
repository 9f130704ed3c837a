package io.soundlift.authserver.authorization;

import java.util.Set;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A consent as it is stored.
 *
 * @param id client and account, which have one consent at most
 * @param clientId internal id of the registered client
 * @param principal account id
 * @param authorities authorities that the account granted to the client
 */
@Document("consents")
record ConsentDocument(@Id String id, String clientId, String principal, Set<String> authorities) {

	static String id(String clientId, String principal) {
		return clientId + ' ' + principal;
	}

}
