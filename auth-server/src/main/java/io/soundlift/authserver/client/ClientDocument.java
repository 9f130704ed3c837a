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
 * @param unusableSince when its making or its deletion began; until the one is complete
 * and from the other on it exists for nobody, null while it is usable
 * @param revokingSince when the revocation of its grants became due, or null
 * @param secretVersion raised by each new secret; null counts as 0
 * @param lastUsedAt when it last got a token, to the minute, or null
 * @param secretGeneration generation of the owner's account in which the secret was made
 * or ended; null counts as older than any
 * @param secretEndedAt when the secret was ended without another one, or null
 */
@Document("clients")
record ClientDocument(@Id String id, String clientId, String name, @Nullable String secretHash,
		@Nullable Instant secretExpiresAt, @Nullable Instant issuedAt, @Nullable String owner,
		Set<String> authenticationMethods, Set<String> grantTypes, Set<String> redirectUris,
		Set<String> postLogoutRedirectUris, Set<String> scopes, String clientSettings, String tokenSettings,
		@Nullable Instant unusableSince, @Nullable Instant revokingSince, @Nullable Integer secretVersion,
		@Nullable Instant lastUsedAt, @Nullable Integer secretGeneration, @Nullable Instant secretEndedAt) {

	/**
	 * Hides the client until its making is complete.
	 * @param since when its making began
	 * @param generation generation of the owner's account
	 * @return the same client, which exists for nobody yet
	 */
	ClientDocument unusable(Instant since, int generation) {
		return new ClientDocument(this.id, this.clientId, this.name, this.secretHash, this.secretExpiresAt,
				this.issuedAt, this.owner, this.authenticationMethods, this.grantTypes, this.redirectUris,
				this.postLogoutRedirectUris, this.scopes, this.clientSettings, this.tokenSettings, since, null, null,
				null, generation, null);
	}

}
