package io.soundlift.authserver.registration;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.Origin;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.mail.MailDecision;
import io.soundlift.authserver.mail.MailLimits;
import io.soundlift.authserver.mail.MailOutbox;
import io.soundlift.authserver.throttle.Throttle;
import io.soundlift.authserver.throttle.ThrottlePolicy;
import io.soundlift.start.MongoStart;
import io.soundlift.support.Secrets;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Sign-ups, which become accounts once the mailed link is followed.
 *
 * <p>
 * The link creates an account with the password of the sign-up only for a person who
 * knows that password. So an attacker can't prepare an account for another person's
 * address and wait until its owner follows the link. The owner, who may get the link of a
 * stranger's sign-up, can choose another password.
 */
@Component
public final class Registrations implements MailDecision {

	private static final ThrottlePolicy MAILS_PER_ORIGIN = new ThrottlePolicy(20, Duration.ofSeconds(15),
			Duration.ofMinutes(2));

	private static final ThrottlePolicy CONFIRMATIONS = new ThrottlePolicy(4, Duration.ofSeconds(2),
			Duration.ofMinutes(15));

	private static final String CONFIRM = "confirm-registration";

	private static final String MAIL = "registration";

	private static final String TOKEN = "token";

	private static final String PASSWORD_HASH = "password-hash";

	private static final String LINK_MAIL = "registration-link";

	private static final String ACCOUNT_MAIL = "account-exists";

	private final MongoOperations mongo;

	private final Accounts accounts;

	private final PasswordEncoder passwordEncoder;

	private final MailOutbox outbox;

	private final MailLimits mailLimits;

	private final Throttle throttle;

	private final Clock clock;

	private final Duration lifetime;

	Registrations(MongoOperations mongo, Accounts accounts, PasswordEncoder passwordEncoder, MailOutbox outbox,
			MailLimits mailLimits, Throttle throttle, Clock clock, AuthServerProperties properties) {
		this.mongo = mongo;
		this.accounts = accounts;
		this.passwordEncoder = passwordEncoder;
		this.outbox = outbox;
		this.mailLimits = mailLimits;
		this.throttle = throttle;
		this.clock = clock;
		this.lifetime = properties.registrationLifetime();
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(Registration.class).createIndex(new Index("email", Sort.Direction.ASC));
		this.mongo.indexOps(Registration.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Mails a link to the address, or a notice if it already has an account. That is
	 * decided when the mail is sent, so that neither the response nor its time reveals
	 * it. No mail is sent if the address got one recently whose link is still valid.
	 * @param email a valid normalised address
	 * @param password an acceptable password
	 * @param origin origin of the request
	 * @return whether the request was accepted; {@code false} if its origin requested too
	 * many mails
	 */
	public boolean register(String email, String password, Origin origin) {
		if (!this.outbox.hasRoom()
				|| !this.throttle.tryAcquire("mail-from-origin", origin.network(), MAILS_PER_ORIGIN)) {
			return false;
		}
		String passwordHash = Passwords.encode(this.passwordEncoder, password);
		this.outbox.add(Secrets.newId(), MAIL, email, Map.of(TOKEN, Secrets.newToken(), PASSWORD_HASH, passwordHash),
				this.lifetime);
		return true;
	}

	@Override
	public String kind() {
		return MAIL;
	}

	/**
	 * Chooses the link that verifies the address, or a notice to the owner of an existing
	 * account about the sign-up.
	 */
	@Override
	public Optional<String> chooseTemplate(String address, Map<String, String> values) {
		String token = values.getOrDefault(TOKEN, "");
		if (this.accounts.findByEmail(address).isPresent()) {
			return this.mailLimits.admit(ACCOUNT_MAIL, address, token, this.lifetime) ? Optional.of(ACCOUNT_MAIL)
					: Optional.empty();
		}
		if (!this.mailLimits.admit(LINK_MAIL, address, token, this.lifetime)) {
			// it has another valid link
			return Optional.empty();
		}
		this.mongo.save(new Registration(Secrets.sha256(token), address, values.getOrDefault(PASSWORD_HASH, ""),
				this.clock.instant().plus(this.lifetime)));
		return Optional.of(MAIL);
	}

	/**
	 * Deletes the sign-ups of an address.
	 * @param email a normalised address
	 */
	public void deleteAllOf(String email) {
		this.mongo.remove(Query.query(Criteria.where("email").is(email)), Registration.class);
		this.mailLimits.forget(LINK_MAIL, email);
		this.mailLimits.forget(ACCOUNT_MAIL, email);
	}

	/**
	 * Returns the address of a sign-up whose link is still valid.
	 * @param token the token in the link
	 * @return the address, or empty when the link was used or has expired
	 */
	public Optional<String> addressFor(String token) {
		return find(token).map(Registration::email);
	}

	/**
	 * Creates the account.
	 * @param token the token in the link
	 * @param password the password of the sign-up
	 * @return the account, or empty when link or password is wrong, there were too many
	 * attempts, or the address got an account meanwhile
	 */
	public Optional<Account> confirm(String token, String password) {
		Optional<Registration> registration = find(token);
		if (registration.isEmpty() || !this.throttle.tryAcquire(CONFIRM, registration.get().id(), CONFIRMATIONS)
				|| !this.passwordEncoder.matches(password, registration.get().passwordHash())) {
			return Optional.empty();
		}
		return create(registration.get(), registration.get().passwordHash());
	}

	/**
	 * Creates the account with another password than that of the sign-up, which the owner
	 * of the address may not know.
	 * @param token the token in the link
	 * @param password an acceptable password
	 * @return the account, or empty when the link is not valid, or the address got an
	 * account meanwhile
	 */
	public Optional<Account> confirmWithNewPassword(String token, String password) {
		return find(token)
			.flatMap((registration) -> create(registration, Passwords.encode(this.passwordEncoder, password)));
	}

	private Optional<Account> create(Registration registration, String passwordHash) {
		Optional<Account> account = this.accounts.create(registration.email(), passwordHash);
		this.mongo.remove(Query.query(Criteria.where("_id").is(registration.id())), Registration.class);
		this.throttle.forget(CONFIRM, registration.id());
		return account;
	}

	@Scheduled(initialDelay = 1, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), Registration.class);
	}

	private Optional<Registration> find(String token) {
		return Optional.ofNullable(this.mongo.findById(Secrets.sha256(token), Registration.class))
			.filter((registration) -> registration.expiresAt().isAfter(this.clock.instant()));
	}

}
