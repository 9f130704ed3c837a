package io.soundlift.authserver.authorization;

import java.util.List;

import io.soundlift.authserver.AuthServerProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Limit on the apps and browsers that have access to an account: the oldest is signed out
 * when there are too many. An account has one list of its grants, so that no count is
 * needed; grants that ended otherwise stay in it until they are the oldest.
 */
@Component
final class AccountGrants {

	private static final String GRANTS = "grants";

	private final MongoOperations mongo;

	private final GrantRevocation grantRevocation;

	private final int max;

	AccountGrants(MongoOperations mongo, GrantRevocation grantRevocation, AuthServerProperties properties) {
		this.mongo = mongo;
		this.grantRevocation = grantRevocation;
		this.max = properties.limits().accountGrants();
	}

	/**
	 * Adds a grant that got its first access token, and ends the oldest one if the limit
	 * is exceeded.
	 * @param accountId id of the account
	 * @param grantId id of the authorization
	 */
	void add(String accountId, String grantId) {
		GrantList list = push(accountId, grantId);
		if (list == null) {
			// another grant created the list at the same moment
			list = push(accountId, grantId);
		}
		if (list != null && list.grants().size() > this.max) {
			for (String oldest : list.grants().subList(0, list.grants().size() - this.max)) {
				this.grantRevocation.end(oldest, RevocationCause.TOO_MANY);
				this.mongo.updateFirst(of(accountId), new Update().pull(GRANTS, oldest), GrantList.class);
			}
		}
	}

	/**
	 * Removes the list of an account, without ending any grant.
	 * @param accountId id of the account
	 */
	void remove(String accountId) {
		this.mongo.remove(of(accountId), GrantList.class);
	}

	private @Nullable GrantList push(String accountId, String grantId) {
		try {
			return this.mongo.findAndModify(of(accountId), new Update().push(GRANTS, grantId),
					FindAndModifyOptions.options().upsert(true).returnNew(true), GrantList.class);
		}
		catch (DuplicateKeyException ex) {
			return null;
		}
	}

	private static Query of(String accountId) {
		return Query.query(Criteria.where("_id").is(accountId));
	}

	/**
	 * Grants of an account.
	 *
	 * @param id id of the account
	 * @param grants ids of authorizations, the oldest first
	 */
	@Document("account_grants")
	record GrantList(@Id String id, List<String> grants) {
	}

}
