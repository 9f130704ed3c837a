package io.soundlift.authserver.authorization;

import java.security.Principal;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.token.GrantId;
import io.soundlift.start.MongoStart;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.stereotype.Component;

/**
 * Store of authorizations in MongoDB. Of several concurrent changes to the same version
 * one succeeds; the others get {@code invalid_grant}, so that a code or a refresh token
 * is redeemed once. A device authorization is kept in {@link DeviceRequests} until a
 * signed-in person enters its code.
 */
@Component
final class MongoAuthorizationService implements OAuth2AuthorizationService {

	private static final Logger logger = LoggerFactory.getLogger(MongoAuthorizationService.class);

	/** More than the gateway has replicas that may refresh at the same moment. */
	private static final int MAX_OVERTAKINGS = 10;

	private final MongoOperations mongo;

	private final AuthorizationDocuments documents;

	private final DeviceRequests deviceRequests;

	private final GrantRevocation grantRevocation;

	private final AccountGrants accountGrants;

	private final Clock clock;

	MongoAuthorizationService(MongoOperations mongo, AuthorizationDocuments documents, DeviceRequests deviceRequests,
			GrantRevocation grantRevocation, AccountGrants accountGrants, Clock clock) {
		this.mongo = mongo;
		this.documents = documents;
		this.deviceRequests = deviceRequests;
		this.grantRevocation = grantRevocation;
		this.accountGrants = accountGrants;
		this.clock = clock;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		for (TokenKind kind : TokenKind.values()) {
			this.mongo.indexOps(AuthorizationDocument.class)
				.createIndex(new Index(field(kind), Sort.Direction.ASC).unique().sparse());
		}
		this.mongo.indexOps(AuthorizationDocument.class).createIndex(new Index("principal", Sort.Direction.ASC));
		this.mongo.indexOps(AuthorizationDocument.class).createIndex(new Index("clientId", Sort.Direction.ASC));
		this.mongo.indexOps(AuthorizationDocument.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	@Override
	public void save(OAuth2Authorization authorization) {
		Long version = this.documents.versionOf(authorization);
		if (this.documents.isEnded(authorization)) {
			// a code that is used again; tokens that clients revoke do not get here
			this.grantRevocation.end(authorization.getId(), RevocationCause.REUSE);
		}
		else if (version == null) {
			insert(authorization);
		}
		else {
			replace(authorization, version);
		}
	}

	@Override
	public void remove(OAuth2Authorization authorization) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(authorization.getId())), AuthorizationDocument.class);
		this.deviceRequests.remove(this.documents.toDocument(authorization, 0, this.clock.instant()));
	}

	@Override
	public @Nullable OAuth2Authorization findById(String id) {
		return toAuthorization(this.mongo.findById(id, AuthorizationDocument.class));
	}

	@Override
	public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType tokenType) {
		List<TokenKind> kinds = (tokenType != null) ? TokenKind.of(tokenType).stream().toList()
				: Arrays.asList(TokenKind.values());
		String hash = Secrets.sha256(token);
		// one plain query for each kind: "$or" would not use the indexes everywhere
		return kinds.stream()
			.map((kind) -> find(kind, hash))
			.filter(Objects::nonNull)
			.findFirst()
			.map(this::toAuthorization)
			.orElse(null);
	}

	@Scheduled(initialDelay = 3, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		long removed = this.mongo
			.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), AuthorizationDocument.class)
			.getDeletedCount();
		logger.debug("Removed {} expired authorizations", removed);
	}

	private @Nullable AuthorizationDocument find(TokenKind kind, String hash) {
		AuthorizationDocument document = this.mongo.findOne(Query.query(Criteria.where(field(kind)).is(hash)),
				AuthorizationDocument.class);
		if (document == null) {
			DeviceRequest waiting = this.deviceRequests.find(kind, hash);
			return (waiting != null) ? waiting.authorization() : null;
		}
		return document;
	}

	private void insert(OAuth2Authorization authorization) {
		AuthorizationDocument document = this.documents.toDocument(withIdOfGrant(authorization), 0,
				this.clock.instant());
		if (isWaiting(authorization)) {
			if (!this.deviceRequests.add(document)) {
				// a user code is short enough to be generated twice
				throw new OAuth2AuthenticationException(
						new OAuth2Error(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE, "Please try again.", null));
			}
			return;
		}
		this.mongo.insert(document);
	}

	/** Whether it is a device authorization whose user code has not been entered yet. */
	private static boolean isWaiting(OAuth2Authorization authorization) {
		return authorization.getToken(OAuth2DeviceCode.class) != null
				&& authorization.getAttribute(Principal.class.getName()) == null;
	}

	/**
	 * Without a person the access token contains the id before the authorization exists.
	 */
	private static OAuth2Authorization withIdOfGrant(OAuth2Authorization authorization) {
		OAuth2Authorization.Token<OAuth2AccessToken> accessToken = authorization.getAccessToken();
		Map<String, Object> claims = (accessToken != null) ? accessToken.getClaims() : null;
		Object grantId = (claims != null) ? claims.get(GrantId.CLAIM) : null;
		return (grantId instanceof String id) ? OAuth2Authorization.from(authorization).id(id).build() : authorization;
	}

	private void replace(OAuth2Authorization authorization, long version) {
		AuthorizationDocument next = this.documents.toDocument(authorization, version + 1, this.clock.instant());
		boolean replaced = isWaiting(authorization) ? this.deviceRequests.replace(next)
				: this.mongo.replace(as(authorization.getId(), version), next).getMatchedCount() > 0
						|| takeFromSlot(next) || replaceSameRefreshToken(next);
		if (!replaced) {
			logger.warn("Refused a change to authorization '{}' that another one had overtaken", authorization.getId());
			throw new OAuth2AuthenticationException(
					new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, "The grant was used meanwhile.", null));
		}
		if (next.accessUntil() != null && !this.documents.hadAccessToken(authorization)) {
			this.accountGrants.add(next.principal(), next.id());
		}
	}

	/**
	 * Moves a device authorization to the authorizations, once a person has entered its
	 * code. If several do, the first one wins. A kill in between leaves the slot taken
	 * until it expires; the stored authorization takes precedence.
	 */
	private boolean takeFromSlot(AuthorizationDocument next) {
		String deviceCode = next.hashes().get(TokenKind.DEVICE_CODE.value());
		DeviceRequest waiting = (deviceCode != null) ? this.deviceRequests.find(TokenKind.DEVICE_CODE, deviceCode)
				: null;
		if (waiting == null || waiting.authorization().version() != next.version() - 1) {
			return false;
		}
		try {
			this.mongo.insert(next);
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
		this.deviceRequests.remove(next);
		return true;
	}

	/**
	 * A refresh token that is not rotated may be used concurrently. The last use wins,
	 * unless the grant has ended.
	 */
	private boolean replaceSameRefreshToken(AuthorizationDocument next) {
		String hash = next.hashes().get(TokenKind.REFRESH_TOKEN.value());
		for (int i = 0; hash != null && i < MAX_OVERTAKINGS; i++) {
			AuthorizationDocument stored = this.mongo.findById(next.id(), AuthorizationDocument.class);
			if (stored == null || stored.revokedAt() != null
					|| !hash.equals(stored.hashes().get(TokenKind.REFRESH_TOKEN.value()))) {
				return false;
			}
			if (this.mongo.replace(as(next.id(), stored.version()), next.withVersion(stored.version() + 1))
				.getMatchedCount() > 0) {
				return true;
			}
		}
		return false;
	}

	private static Query as(String id, long version) {
		return Query.query(Criteria.where("_id").is(id).and("version").is(version));
	}

	private @Nullable OAuth2Authorization toAuthorization(@Nullable AuthorizationDocument document) {
		return (document != null) ? this.documents.toAuthorization(document).orElse(null) : null;
	}

	private static String field(TokenKind kind) {
		return "hashes." + kind.value();
	}

}
