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
 * @param name name shown on the consent page
 * @param secretHash encoded secret, or null for a public client
 * @param secretExpiresAt when the secret stops working, or null for never
 * @param issuedAt when the client was registered, or null
 * @param owner id of the account as which the client acts, or null
 * @param authenticationMethods authentication methods of the client
 * @param grantTypes grants that it may use
 * @param redirectUris exact addresses to which codes may be sent
 * @param postLogoutRedirectUris exact addresses to which a sign-out may redirect
 * @param scopes scopes that it may ask for
 * @param clientSettings typed JSON
 * @param tokenSettings typed JSON
 * @param unusableSince when its creation or its deletion began, null while it is usable;
 * the client is hidden until its creation is complete and from the start of its deletion
 * @param revokingSince when the revocation of its grants became due, or null
 * @param secretVersion incremented by each new secret; null counts as 0
 * @param lastUsedAt when it last got a token, to the minute, or null
 * @param secretGeneration generation of the owner's account in which the secret was
 * created or revoked; null counts as older than any
 * @param secretEndedAt when the secret was revoked without a replacement, or null
 */
@Document("clients")
record ClientDocument(@Id String id, String clientId, String name, @Nullable String secretHash,
		@Nullable Instant secretExpiresAt, @Nullable Instant issuedAt, @Nullable String owner,
		Set<String> authenticationMethods, Set<String> grantTypes, Set<String> redirectUris,
		Set<String> postLogoutRedirectUris, Set<String> scopes, String clientSettings, String tokenSettings,
		@Nullable Instant unusableSince, @Nullable Instant revokingSince, @Nullable Integer secretVersion,
		@Nullable Instant lastUsedAt, @Nullable Integer secretGeneration, @Nullable Instant secretEndedAt) {

	/**
	 * Hides the client until its creation is complete.
	 * @param since when its creation began
	 * @param generation generation of the owner's account
	 * @return the same client, hidden
	 */
	ClientDocument unusable(Instant since, int generation) {
		return new ClientDocument(this.id, this.clientId, this.name, this.secretHash, this.secretExpiresAt,
				this.issuedAt, this.owner, this.authenticationMethods, this.grantTypes, this.redirectUris,
				this.postLogoutRedirectUris, this.scopes, this.clientSettings, this.tokenSettings, since, null, null,
				null, generation, null);
	}

}
