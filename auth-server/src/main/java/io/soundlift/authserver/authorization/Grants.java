package io.soundlift.authserver.authorization;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Grants of people and their revocation: access tokens are refused within seconds,
 * refresh tokens and codes immediately.
 */
@Component
public final class Grants {

	private static final String PRINCIPAL = "principal";

	private static final String CLIENT = "clientId";

	private final MongoOperations mongo;

	private final AuthorizationDocuments documents;

	private final RegisteredClientRepository clients;

	private final GrantRevocation grantRevocation;

	private final AccountGrants accountGrants;

	private final Clock clock;

	Grants(MongoOperations mongo, AuthorizationDocuments documents, RegisteredClientRepository clients,
			GrantRevocation grantRevocation, AccountGrants accountGrants, Clock clock) {
		this.mongo = mongo;
		this.documents = documents;
		this.clients = clients;
		this.grantRevocation = grantRevocation;
		this.accountGrants = accountGrants;
		this.clock = clock;
	}

	/**
	 * Ends all grants of an account, including pending authorizations. Consents are kept.
	 * @param accountId id of the account
	 * @param cause why
	 */
	public void revokeAllOf(String accountId, RevocationCause cause) {
		end(Criteria.where(PRINCIPAL).is(accountId), cause);
	}

	/**
	 * Ends all grants of a client, for all accounts. Consents are kept.
	 * @param registeredClientId internal id of the client, which may already be deleted
	 * @param cause why
	 */
	public void revokeAllOfClient(String registeredClientId, RevocationCause cause) {
		end(Criteria.where(CLIENT).is(registeredClientId), cause);
	}

	/**
	 * Revokes the grants and the consent that an account gave a client.
	 * @param accountId id of the account
	 * @param registeredClientId internal id of the client, which may already be deleted
	 */
	public void revoke(String accountId, String registeredClientId) {
		// the consent first, since it would allow the next grant without asking
		this.mongo.remove(Query.query(Criteria.where("_id").is(ConsentDocument.id(registeredClientId, accountId))),
				ConsentDocument.class);
		end(Criteria.where(PRINCIPAL).is(accountId).and(CLIENT).is(registeredClientId), RevocationCause.APP_REMOVED);
	}

	/**
	 * Removes all consents of an account, once its grants have ended.
	 * @param accountId id of the account
	 */
	public void removeConsentsOf(String accountId) {
		this.accountGrants.remove(accountId);
		this.mongo.remove(Query.query(Criteria.where(PRINCIPAL).is(accountId)), ConsentDocument.class);
	}

	/**
	 * Lists the apps that can act for an account now.
	 * @param accountId id of the account
	 * @return one for each client with an active grant, most recently used first
	 */
	public List<AppAccess> list(String accountId) {
		Criteria living = Criteria.where(PRINCIPAL)
			.is(accountId)
			.and("revokedAt")
			.isNull()
			.and("expiresAt")
			.gt(this.clock.instant());
		Map<String, List<OAuth2Authorization>> byClient = this.mongo
			.find(Query.query(living), AuthorizationDocument.class)
			.stream()
			.flatMap((document) -> this.documents.toAuthorization(document).stream())
			.filter(Grants::isFinished)
			.collect(Collectors.groupingBy(OAuth2Authorization::getRegisteredClientId));
		List<AppAccess> apps = new ArrayList<>();
		byClient.forEach((id, authorizations) -> {
			RegisteredClient client = this.clients.findById(id);
			if (client != null) {
				apps.add(toApp(client, authorizations));
			}
		});
		apps.sort(Comparator.comparing(AppAccess::lastUsed).reversed());
		return apps;
	}

	private void end(Criteria criteria, RevocationCause cause) {
		Query query = Query.query(criteria.and("revokedAt").isNull());
		query.fields().include("_id");
		this.mongo.find(query, org.bson.Document.class, this.mongo.getCollectionName(AuthorizationDocument.class))
			.forEach((document) -> this.grantRevocation.end(String.valueOf(document.get("_id")), cause));
	}

	private static boolean isFinished(OAuth2Authorization authorization) {
		return Stream.of(TokenKind.ACCESS_TOKEN, TokenKind.REFRESH_TOKEN)
			.flatMap((kind) -> kind.tokenOf(authorization).stream())
			.anyMatch(OAuth2Authorization.Token::isActive);
	}

	private static AppAccess toApp(RegisteredClient client, List<OAuth2Authorization> authorizations) {
		Set<String> scopes = new TreeSet<>();
		authorizations.forEach((authorization) -> scopes.addAll(authorization.getAuthorizedScopes()));
		return new AppAccess(client.getId(), client.getClientName(), scopes,
				issued(authorizations).min(Comparator.naturalOrder()).orElse(Instant.EPOCH),
				issued(authorizations).max(Comparator.naturalOrder()).orElse(Instant.EPOCH));
	}

	/**
	 * The first token of a grant is its code; the last one shows when it was last used.
	 */
	private static Stream<Instant> issued(List<OAuth2Authorization> authorizations) {
		return authorizations.stream()
			.flatMap((authorization) -> Stream.of(TokenKind.values())
				.flatMap((kind) -> kind.tokenOf(authorization).stream()))
			.map((token) -> token.getToken().getIssuedAt())
			.filter(Objects::nonNull);
	}

}
