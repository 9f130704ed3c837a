package io.soundlift.authserver.account;

import java.time.Clock;
import java.util.Optional;

import io.soundlift.authserver.secret.Secrets;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Keeps accounts in MongoDB, one for each e-mail address.
 */
@Component
public final class Accounts implements InitializingBean {

	private final MongoOperations mongo;

	private final Clock clock;

	Accounts(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	@Override
	public void afterPropertiesSet() {
		this.mongo.indexOps(Account.class).createIndex(new Index("email", Sort.Direction.ASC).unique());
	}

	/**
	 * Finds an account by its id.
	 * @param id the id, or any other text
	 * @return the account, or empty
	 */
	public Optional<Account> findById(String id) {
		return Optional.ofNullable(this.mongo.findById(id, Account.class));
	}

	/**
	 * Finds an account by its address.
	 * @param email an address in any case
	 * @return the account, or empty
	 */
	public Optional<Account> findByEmail(String email) {
		Query query = Query.query(Criteria.where("email").is(EmailAddress.normalise(email)));
		return Optional.ofNullable(this.mongo.findOne(query, Account.class));
	}

	/**
	 * Makes an account, unless there is one for the address, also when others do the same
	 * at the same time.
	 * @param email the address, which was verified
	 * @param passwordHash the encoded password
	 * @return the new account, or empty when the address has an account already
	 */
	public Optional<Account> create(String email, String passwordHash) {
		Account account = new Account(Secrets.newId(), EmailAddress.normalise(email), passwordHash,
				this.clock.instant());
		try {
			return Optional.of(this.mongo.insert(account));
		}
		catch (DuplicateKeyException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Stores the same password in a newer encoding.
	 * @param account the account as it was read
	 * @param passwordHash the newly encoded password
	 */
	void upgradePassword(Account account, String passwordHash) {
		Query unchanged = Query
			.query(Criteria.where("_id").is(account.id()).and("passwordHash").is(account.passwordHash()));
		this.mongo.updateFirst(unchanged, Update.update("passwordHash", passwordHash), Account.class);
	}

}
