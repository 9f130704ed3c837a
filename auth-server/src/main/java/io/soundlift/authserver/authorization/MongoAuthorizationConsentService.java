package io.soundlift.authserver.authorization;

import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.stereotype.Component;

/**
 * Store of consents in MongoDB.
 */
@Component
final class MongoAuthorizationConsentService implements OAuth2AuthorizationConsentService {

	private final MongoOperations mongo;

	MongoAuthorizationConsentService(MongoOperations mongo) {
		this.mongo = mongo;
	}

	@Override
	public void save(OAuth2AuthorizationConsent consent) {
		this.mongo.save(new ConsentDocument(id(consent), consent.getRegisteredClientId(), consent.getPrincipalName(),
				consent.getAuthorities()
					.stream()
					.map(GrantedAuthority::getAuthority)
					.filter(Objects::nonNull)
					.collect(Collectors.toSet())));
	}

	@Override
	public void remove(OAuth2AuthorizationConsent consent) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(id(consent))), ConsentDocument.class);
	}

	@Override
	public @Nullable OAuth2AuthorizationConsent findById(String registeredClientId, String principalName) {
		ConsentDocument document = this.mongo.findById(ConsentDocument.id(registeredClientId, principalName),
				ConsentDocument.class);
		if (document == null) {
			return null;
		}
		OAuth2AuthorizationConsent.Builder builder = OAuth2AuthorizationConsent.withId(document.clientId(),
				document.principal());
		document.authorities().forEach((authority) -> builder.authority(new SimpleGrantedAuthority(authority)));
		return builder.build();
	}

	private static String id(OAuth2AuthorizationConsent consent) {
		return ConsentDocument.id(consent.getRegisteredClientId(), consent.getPrincipalName());
	}

}
