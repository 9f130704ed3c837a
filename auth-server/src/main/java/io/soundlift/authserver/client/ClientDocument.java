package io.soundlift.authserver.client;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A registered client as it is stored.
 *
 * @param id internal id
 * @param clientId public id, unique
 * @param name name that people read on the consent page
 * @param secretHash encoded secret, or null for a public client
 * @param secretExpiresAt when the secret stops working, or null for never
 * @param issuedAt when the client was registered, or null
 * @param owner id of the account as which the client acts, or null
 * @param authenticationMethods how the client proves itself
 * @param grantTypes grants that it may use
 * @param redirectUris exact addresses to which codes may be sent
 * @param postLogoutRedirectUris exact addresses to which a sign-out may lead
 * @param scopes scopes that it may ask for
 * @param clientSettings typed JSON
 * @param tokenSettings typed JSON
 */
@Document("clients")
record ClientDocument(@Id String id, String clientId, String name, @Nullable String secretHash,
		@Nullable Instant secretExpiresAt, @Nullable Instant issuedAt, @Nullable String owner,
		Set<String> authenticationMethods, Set<String> grantTypes, Set<String> redirectUris,
		Set<String> postLogoutRedirectUris, Set<String> scopes, String clientSettings, String tokenSettings) {
}
