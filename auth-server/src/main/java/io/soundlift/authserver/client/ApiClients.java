package io.soundlift.authserver.client;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.mail.MailOutbox;
import io.soundlift.authserver.secret.MachineSecretEncoder;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * API clients of accounts. Each change that reduces the rights of a client also revokes
 * its grants; the pending revocation is stored together with the change, so that it
 * survives a crash.
 */
@Component
public final class ApiClients {

	/** Maximum number of clients of an account. */
	public static final int MAX_PER_ACCOUNT = ClientQuota.PER_ACCOUNT;

	private static final String SECRET_PREFIX = "slc_";

	private final MongoOperations mongo;

	private final ApiClientDrafts drafts;

	private final ClientQuota quota;

	private final ClientRevocation revocation;

	private final Accounts accounts;

	private final MailOutbox outbox;

	private final Clock clock;

	ApiClients(MongoOperations mongo, ApiClientDrafts drafts, ClientQuota quota, ClientRevocation revocation,
			Accounts accounts, MailOutbox outbox, Clock clock) {
		this.mongo = mongo;
		this.drafts = drafts;
		this.quota = quota;
		this.revocation = revocation;
		this.accounts = accounts;
		this.outbox = outbox;
		this.clock = clock;
	}

	/**
	 * Creates a client, and mails its owner.
	 * @param request the request of the owner
	 * @param form any text; the same one creates only one client, however often it is
	 * sent
	 * @param name a normalised name
	 * @param scopes grantable scopes
	 * @return the client with its secret, or the reason why there is none
	 */
	public ApiClientCreation create(ClientRequest request, String form, String name, Set<String> scopes) {
		String secret = newSecret();
		String accountId = request.account().id();
		Instant now = this.clock.instant();
		// the account is part of the id, so that another account's id can't be taken
		String id = Secrets.sha256(accountId + ' ' + form);
		ClientDocument draft = this.drafts.draft(id, request.account(), name, scopes, encode(secret), now);
		try {
			this.mongo.insert(draft);
		}
		catch (DuplicateKeyException ex) {
			return new ApiClientCreation.Repeated();
		}
		// after the insert: either endSecrets() sees the client, or the change is seen
		// here
		if (!this.quota.reserve(accountId, id) || !isCurrent(request.account()) || !makeUsable(id)) {
			this.revocation.end(Criteria.where("_id").is(id));
			return new ApiClientCreation.QuotaExhausted();
		}
		ClientMail.add(this.outbox, draft, 0, request, now);
		return new ApiClientCreation.Created(new IssuedSecret(ApiClient.of(draft), secret));
	}

	/**
	 * Lists the clients of an account.
	 * @param accountId the account
	 * @return its clients, oldest first
	 */
	public List<ApiClient> list(String accountId) {
		return this.mongo.find(Query.query(usable(accountId)), ClientDocument.class)
			.stream()
			.map(ApiClient::of)
			.sorted(Comparator.comparing(ApiClient::createdAt).thenComparing(ApiClient::clientId))
			.toList();
	}

	/**
	 * Returns the names of the clients of an account that have a secret.
	 * @param accountId the account
	 * @return names, of the oldest client first; two may be equal
	 */
	public List<String> listNamesOfWorking(String accountId) {
		return list(accountId).stream().filter((client) -> !client.secretEnded()).map(ApiClient::name).toList();
	}

	/**
	 * Finds a client of an account.
	 * @param accountId the account
	 * @param clientId public id of the client, or any other text
	 * @return the client, or empty when the account has none with this id
	 */
	public Optional<ApiClient> find(String accountId, String clientId) {
		return Optional.ofNullable(this.mongo.findOne(Query.query(usable(accountId, clientId)), ClientDocument.class))
			.map(ApiClient::of);
	}

	/**
	 * Renames a client and changes its scopes. When it loses a scope, its tokens are
	 * revoked.
	 * @param accountId the owner's account
	 * @param clientId public id of the client
	 * @param name a normalised name
	 * @param scopes grantable scopes
	 * @return whether the account has the client
	 */
	public boolean change(String accountId, String clientId, String name, Set<String> scopes) {
		Instant now = this.clock.instant();
		Update update = Update.update("name", name).set("scopes", scopes).set("revokingSince", now);
		ClientDocument before = this.mongo.findAndModify(Query.query(usable(accountId, clientId)), update,
				ClientDocument.class);
		if (before == null) {
			return false;
		}
		if (!scopes.containsAll(before.scopes()) || before.revokingSince() != null) {
			this.revocation.revoke(before.id(), now);
		}
		else {
			this.revocation.settle(before.id(), now);
		}
		return true;
	}

	/**
	 * Creates a new secret of a client, and mails its owner. The old one stops working,
	 * and its tokens are revoked.
	 * @param request the request of the owner
	 * @param clientId public id of the client
	 * @param secretVersion version of the secret to be replaced; so a repeated request
	 * creates one secret
	 * @return the new secret, or empty when the account does not have the client, it has
	 * another secret already, or the request's session has ended meanwhile
	 */
	public Optional<IssuedSecret> rotateSecret(ClientRequest request, String clientId, int secretVersion) {
		String secret = newSecret();
		Instant now = this.clock.instant();
		Criteria present = usable(request.account().id(), clientId).and("secretVersion").is(stored(secretVersion));
		Update update = Update.update("secretHash", encode(secret))
			.set("secretVersion", secretVersion + 1)
			.set("secretGeneration", request.account().generation())
			.unset("secretEndedAt")
			.set("revokingSince", now);
		ClientDocument before = this.mongo.findAndModify(Query.query(present), update, ClientDocument.class);
		if (before == null) {
			return Optional.empty();
		}
		this.revocation.revoke(before.id(), now);
		if (!isCurrent(request.account())) {
			this.accounts.findById(request.account().id()).ifPresent((account) -> endSecret(before.id(), account));
			return Optional.empty();
		}
		ClientMail.add(this.outbox, before, secretVersion + 1, request, now);
		return Optional.of(new IssuedSecret(ApiClient.of(before), secret));
	}

	/**
	 * Revokes the secrets of an account's clients that were created before a generation
	 * of the account, and the clients' tokens. The clients are kept, so that their owner
	 * can see which there were. Idempotent.
	 * @param account the account as it is now
	 */
	public void endSecrets(Account account) {
		for (ClientDocument client : this.mongo.find(Query.query(Criteria.where("owner").is(account.id())),
				ClientDocument.class)) {
			Integer generation = client.secretGeneration();
			if (generation == null || generation < account.generation()) {
				endSecret(client.id(), account);
			}
			else if (client.secretEndedAt() != null && client.revokingSince() != null) {
				this.revocation.revoke(client.id(), client.revokingSince());
			}
		}
	}

	private void endSecret(String id, Account account) {
		Instant now = this.clock.instant();
		Query older = Query.query(Criteria.where("_id")
			.is(id)
			.orOperator(Criteria.where("secretGeneration").is(null),
					Criteria.where("secretGeneration").lt(account.generation())));
		// the new one is not disclosed
		Update update = Update.update("secretHash", encode(newSecret()))
			.inc("secretVersion", 1)
			.set("secretGeneration", account.generation())
			.set("secretEndedAt", now)
			.set("revokingSince", now);
		if (this.mongo.updateFirst(older, update, ClientDocument.class).getMatchedCount() > 0) {
			this.revocation.revoke(id, now);
		}
	}

	/**
	 * Deletes a client and revokes its tokens.
	 * @param accountId the owner's account
	 * @param clientId public id of the client
	 * @return whether the account had the client
	 */
	public boolean delete(String accountId, String clientId) {
		return this.revocation.end(usable(accountId, clientId)) > 0;
	}

	/**
	 * Deletes all clients of an account permanently: it can't create new ones. May be
	 * repeated to complete an interrupted deletion.
	 * @param accountId the account, which is being deleted
	 */
	public void deleteAllOf(String accountId) {
		this.quota.close(accountId);
		this.revocation.end(Criteria.where("owner").is(accountId));
	}

	/** Whether the sessions of the account have not been revoked since it was read. */
	private boolean isCurrent(Account account) {
		return this.accounts.findById(account.id())
			.filter((present) -> present.generation() == account.generation())
			.isPresent();
	}

	boolean makeUsable(String id) {
		Query stillWanted = Query.query(Criteria.where("_id").is(id).and("revokingSince").is(null));
		return this.mongo.updateFirst(stillWanted, new Update().unset("unusableSince"), ClientDocument.class)
			.getMatchedCount() == 1;
	}

	private static Criteria usable(String accountId) {
		return Criteria.where("owner").is(accountId).and("unusableSince").is(null);
	}

	private static Criteria usable(String accountId, String clientId) {
		return usable(accountId).and("clientId").is(clientId);
	}

	/** The first secret has no version in the database. */
	private static @Nullable Integer stored(int secretVersion) {
		return (secretVersion != 0) ? secretVersion : null;
	}

	private static String newSecret() {
		return SECRET_PREFIX + Secrets.newToken();
	}

	private static String encode(String secret) {
		return '{' + MachineSecretEncoder.ID + '}'
				+ Objects.requireNonNull(new MachineSecretEncoder().encode(secret), "an encoded secret");
	}

}
