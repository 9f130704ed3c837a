package io.soundlift.authserver.account;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.soundlift.start.MongoStart;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Store of accounts in MongoDB, one for each e-mail address.
 */
@Component
public final class Accounts {

	private final MongoOperations mongo;

	private final Clock clock;

	Accounts(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(Account.class).createIndex(new Index("email", Sort.Direction.ASC).unique());
		this.mongo.indexOps(Account.class)
			.createIndex(new Index("sessionRevocation.since", Sort.Direction.ASC).sparse());
		this.mongo.updateMulti(Query.query(Criteria.where("generation").exists(false)), Update.update("generation", 0),
				Account.class);
	}

	/**
	 * Finds an account by its id.
	 * @param id the id, or any other text
	 * @return the account, or empty
	 */
	public Optional<Account> findById(String id) {
		return existing(this.mongo.findById(id, Account.class));
	}

	/**
	 * Finds an account by its address.
	 * @param email an address in any case
	 * @return the account, or empty
	 */
	public Optional<Account> findByEmail(String email) {
		Query query = Query.query(Criteria.where("email").is(EmailAddress.normalise(email)));
		return existing(this.mongo.findOne(query, Account.class));
	}

	/**
	 * Creates an account, unless there is one for the address, even under concurrent
	 * calls.
	 * @param email the address, which was verified
	 * @param passwordHash the encoded password
	 * @return the new account, or empty when the address has an account already
	 */
	public Optional<Account> create(String email, String passwordHash) {
		Account account = new Account(Secrets.newId(), EmailAddress.normalise(email), passwordHash,
				this.clock.instant(), 0, null);
		try {
			return Optional.of(this.mongo.insert(account));
		}
		catch (DuplicateKeyException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Begins a session revocation of an account, unless a concurrent change has already
	 * incremented its generation.
	 * @param account the account as it was read
	 * @param passwordHash the encoded password from now on
	 * @param reason why
	 * @param clients names of the API clients whose secrets end as well, or null when API
	 * clients keep theirs
	 * @return the account of the next generation, or empty when another change came first
	 */
	public Optional<Account> revokeSessions(Account account, String passwordHash, SessionRevocation.Reason reason,
			@Nullable List<String> clients) {
		SessionRevocation revocation = new SessionRevocation(reason, this.clock.instant(), clients);
		Update update = Update.update("passwordHash", passwordHash)
			.set("generation", account.generation() + 1)
			.set("sessionRevocation", revocation);
		if (this.mongo.updateFirst(sameGeneration(account), update, Account.class).getMatchedCount() == 0) {
			return Optional.empty();
		}
		return Optional.of(new Account(account.id(), account.email(), passwordHash, account.createdAt(),
				account.generation() + 1, revocation));
	}

	/**
	 * Finds accounts whose session revocation was interrupted.
	 * @param before time before which it began
	 * @return the accounts, including deleted ones
	 */
	public List<Account> findUnfinishedRevocations(Instant before) {
		return this.mongo.find(Query.query(Criteria.where("sessionRevocation.since").lt(before)), Account.class);
	}

	/**
	 * Records that a session revocation is finished.
	 * @param account the account as it was when its sessions were revoked
	 */
	public void finishSessionRevocation(Account account) {
		this.mongo.updateFirst(sameGeneration(account), new Update().unset("sessionRevocation"), Account.class);
	}

	/**
	 * Releases the address of a deleted account for a new one.
	 * @param account the account as it was when its sessions were revoked
	 */
	public void releaseAddress(Account account) {
		this.mongo.updateFirst(sameGeneration(account), Update.update("email", account.id()), Account.class);
	}

	/**
	 * Removes an account.
	 * @param account the account
	 */
	public void remove(Account account) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(account.id())), Account.class);
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

	private static Query sameGeneration(Account account) {
		return Query.query(Criteria.where("_id").is(account.id()).and("generation").is(account.generation()));
	}

	private static Optional<Account> existing(@Nullable Account account) {
		return Optional.ofNullable(account).filter((found) -> !found.isDeleted());
	}

}
