package io.soundlift.authserver.recovery;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.account.Account;
import io.soundlift.authserver.account.Accounts;
import io.soundlift.authserver.account.KnownBrowsers;
import io.soundlift.authserver.account.Origin;
import io.soundlift.authserver.mail.MailDecision;
import io.soundlift.authserver.mail.MailLimits;
import io.soundlift.authserver.mail.MailOutbox;
import io.soundlift.authserver.sessionrevocation.SessionRevocations;
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
import org.springframework.stereotype.Component;

/**
 * Replacement of forgotten passwords, authorized by access to the account's mailbox.
 */
@Component
public final class PasswordResets implements MailDecision {

	private static final ThrottlePolicy MAILS_PER_ORIGIN = new ThrottlePolicy(20, Duration.ofSeconds(15),
			Duration.ofMinutes(2));

	/** For browsers with an earlier sign-in, independent of their network. */
	private static final ThrottlePolicy MAILS_PER_KNOWN_ACCOUNT = new ThrottlePolicy(5, Duration.ofSeconds(30),
			Duration.ofMinutes(10));

	private static final String MAIL = "password-reset";

	private static final String TOKEN = "token";

	private static final String BROWSER = "browser";

	private static final String LINK_MAIL = "reset-link";

	private final MongoOperations mongo;

	private final Accounts accounts;

	private final SessionRevocations sessionRevocations;

	private final MailOutbox outbox;

	private final MailLimits mailLimits;

	private final KnownBrowsers browsers;

	private final Throttle throttle;

	private final Clock clock;

	private final Duration lifetime;

	PasswordResets(MongoOperations mongo, Accounts accounts, SessionRevocations sessionRevocations, MailOutbox outbox,
			MailLimits mailLimits, KnownBrowsers browsers, Throttle throttle, Clock clock,
			AuthServerProperties properties) {
		this.mongo = mongo;
		this.accounts = accounts;
		this.sessionRevocations = sessionRevocations;
		this.outbox = outbox;
		this.mailLimits = mailLimits;
		this.browsers = browsers;
		this.throttle = throttle;
		this.clock = clock;
		this.lifetime = properties.passwordResetLifetime();
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(PasswordReset.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Mails a link to the address if it has an account. That is looked up when the mail
	 * is sent, so that the response time does not reveal it. No mail is sent either if
	 * the account got one recently whose link is still valid.
	 * @param email a valid normalised address
	 * @param origin origin of the request
	 * @return whether the request was accepted; {@code false} if its origin requested too
	 * many mails, which does not depend on whether there is an account
	 */
	public boolean request(String email, Origin origin) {
		if (!this.outbox.hasRoom() || !isHeard(origin)) {
			return false;
		}
		this.outbox.add(Secrets.newId(), MAIL, email, Map.of(TOKEN, Secrets.newToken(), BROWSER, origin.browser()),
				this.lifetime);
		return true;
	}

	private boolean isHeard(Origin origin) {
		return this.browsers.lastAccountIn(origin.browser())
			.map((account) -> this.throttle.tryAcquire("reset-mail-from-account", account, MAILS_PER_KNOWN_ACCOUNT))
			.orElseGet(() -> this.throttle.tryAcquire("reset-mail-from-origin", origin.network(), MAILS_PER_ORIGIN));
	}

	/**
	 * Finds the account of a valid link.
	 * @param token the token in the link
	 * @return the account, or empty when the link was used, superseded or has expired
	 */
	public Optional<Account> accountFor(String token) {
		return Optional.ofNullable(this.mongo.findById(Secrets.sha256(token), PasswordReset.class))
			.filter((reset) -> reset.expiresAt().isAfter(this.clock.instant()))
			.flatMap((reset) -> this.accounts.findById(reset.accountId())
				.filter((account) -> account.generation() == reset.generation()));
	}

	/**
	 * Sets the password. Of several concurrent uses of links one succeeds, since each is
	 * bound to the account's generation.
	 * @param token the token in the link
	 * @param password the new password, which is acceptable
	 * @return the account, or empty when the link is no longer valid
	 */
	public Optional<Account> reset(String token, String password) {
		return accountFor(token).flatMap((account) -> this.sessionRevocations.resetPassword(account, password));
	}

	@Override
	public String kind() {
		return MAIL;
	}

	/** Only addresses that have an account get the link. */
	@Override
	public Optional<String> chooseTemplate(String address, Map<String, String> values) {
		return this.accounts.findByEmail(address)
			.filter((account) -> open(values.getOrDefault(TOKEN, ""), account, values.getOrDefault(BROWSER, "")))
			.map((account) -> MAIL);
	}

	/**
	 * Stores a link, before it is mailed. Links requested from known and from unknown
	 * browsers are limited separately. The count is reset with each generation, which
	 * invalidates older links.
	 * @return whether to mail it; {@code false} if the account has another valid one
	 */
	private boolean open(String token, Account account, String browser) {
		String receiver = account.id() + ' ' + account.generation()
				+ this.browsers.find(browser, account.id()).map((known) -> ' ' + known).orElse("");
		if (!this.mailLimits.admit(LINK_MAIL, receiver, token, this.lifetime)) {
			return false;
		}
		this.mongo.save(new PasswordReset(Secrets.sha256(token), account.id(), account.generation(),
				this.clock.instant().plus(this.lifetime)));
		return true;
	}

	@Scheduled(initialDelay = 4, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
	void removeExpired() {
		this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), PasswordReset.class);
	}

}
