package io.soundlift.authserver.registration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.Origin;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.mail.Outbox;
import io.soundlift.authserver.secret.Secrets;
import io.soundlift.authserver.throttle.Throttle;
import io.soundlift.authserver.throttle.ThrottlePolicy;
import io.soundlift.configclient.MongoStart;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Turns sign-ups into accounts once the mailed link was followed.
 *
 * <p>
 * The account is made by whoever has the link <em>and</em> knows the password of the
 * sign-up. So nobody can prepare an account for another's address and wait until the
 * owner follows the link.
 */
@Component
public final class Registrations implements InitializingBean {

	private static final ThrottlePolicy MAILS_PER_ADDRESS = new ThrottlePolicy(3, Duration.ofMinutes(1),
			Duration.ofHours(6));

	private static final ThrottlePolicy MAILS_PER_ORIGIN = new ThrottlePolicy(20, Duration.ofSeconds(30),
			Duration.ofMinutes(10));

	private static final ThrottlePolicy CONFIRMATIONS = new ThrottlePolicy(4, Duration.ofSeconds(2),
			Duration.ofMinutes(15));

	private static final String CONFIRM = "confirm-registration";

	private final MongoOperations mongo;

	private final Accounts accounts;

	private final PasswordEncoder passwordEncoder;

	private final Outbox outbox;

	private final Throttle throttle;

	private final Clock clock;

	private final Duration lifetime;

	Registrations(MongoOperations mongo, Accounts accounts, PasswordEncoder passwordEncoder, Outbox outbox,
			Throttle throttle, Clock clock, AuthServerProperties properties) {
		this.mongo = mongo;
		this.accounts = accounts;
		this.passwordEncoder = passwordEncoder;
		this.outbox = outbox;
		this.throttle = throttle;
		this.clock = clock;
		this.lifetime = properties.registrationLifetime();
	}

	@Override
	public void afterPropertiesSet() {
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(Registration.class).createIndex(new Index("email", Sort.Direction.ASC));
		this.mongo.indexOps(Registration.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Has a link mailed to the address, or, when it has an account, a note that says so.
	 * Which of both is decided when the mail is sent, so that the caller learns it
	 * neither from the answer nor from the time.
	 * @param email a valid normalised address
	 * @param password an acceptable password
	 * @param origin where the request comes from
	 * @return whether a mail will be sent; not when too many were asked for
	 */
	public boolean register(String email, String password, Origin origin) {
		if (!this.throttle.tryAcquire("mail-from-origin", origin.network(), MAILS_PER_ORIGIN)
				|| !this.throttle.tryAcquire("mail-to-address", email, MAILS_PER_ADDRESS)) {
			return false;
		}
		String passwordHash = Passwords.encode(this.passwordEncoder, password);
		Instant expiresAt = this.clock.instant().plus(this.lifetime);
		this.outbox.add(Secrets.newId(), RegistrationMail.NAME, email,
				Map.of(RegistrationMail.TOKEN, Secrets.newToken(), RegistrationMail.PASSWORD_HASH, passwordHash,
						RegistrationMail.EXPIRES_AT, expiresAt.toString()),
				this.lifetime);
		return true;
	}

	/**
	 * Makes a link work, before it is mailed.
	 */
	void open(String token, String email, String passwordHash, Instant expiresAt) {
		this.mongo.save(new Registration(Secrets.sha256(token), email, passwordHash, expiresAt));
	}

	/**
	 * Forgets the sign-ups of an address.
	 * @param email a normalised address
	 */
	public void deleteAllOf(String email) {
		this.mongo.remove(Query.query(Criteria.where("email").is(email)), Registration.class);
	}

	/**
	 * Tells whether a link still works.
	 * @param token the token in the link
	 * @return whether the sign-up exists and has not expired
	 */
	public boolean isOpen(String token) {
		return find(token).isPresent();
	}

	/**
	 * Makes the account.
	 * @param token the token in the link
	 * @param password the password of the sign-up
	 * @return the account, or empty when link or password is wrong, there were too many
	 * tries, or the address got an account meanwhile
	 */
	public Optional<Account> confirm(String token, String password) {
		Optional<Registration> registration = find(token);
		if (registration.isEmpty() || !this.throttle.tryAcquire(CONFIRM, registration.get().id(), CONFIRMATIONS)
				|| !this.passwordEncoder.matches(password, registration.get().passwordHash())) {
			return Optional.empty();
		}
		Optional<Account> account = this.accounts.create(registration.get().email(), registration.get().passwordHash());
		this.mongo.remove(Query.query(Criteria.where("_id").is(registration.get().id())), Registration.class);
		this.throttle.forget(CONFIRM, registration.get().id());
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
