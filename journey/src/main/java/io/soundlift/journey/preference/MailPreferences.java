package io.soundlift.journey.preference;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.soundlift.support.Secrets;
import org.bson.types.Binary;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Store of the accounts' choices about mails, and of the keys of the links by which
 * recipients turn them off without signing in (RFC 8058). Each account has a key of its
 * own, created when it is first needed, so that a link is valid for one account only.
 */
public final class MailPreferences {

	static final String COLLECTION = "mail_preferences";

	private static final String OWNER = "_id";

	private static final String WANTED = "wanted";

	private static final String LINK_KEY = "linkKey";

	private static final String CHANGED_AT = "changedAt";

	private static final String ALGORITHM = "HmacSHA256";

	private static final int KEY_BYTES = 32;

	/** Account and signature. The limit far exceeds the length of any account's id. */
	private static final Pattern TOKEN = Pattern.compile("([A-Za-z0-9_-]{1,200})\\.[A-Za-z0-9_-]{43}");

	private final MongoOperations mongo;

	private final Clock clock;

	/**
	 * Creates the preferences of a database.
	 * @param mongo the database
	 * @param clock clock of changes
	 */
	public MailPreferences(MongoOperations mongo, Clock clock) {
		this.mongo = mongo;
		this.clock = clock;
	}

	/**
	 * Returns whether an account gets mails about its conversions.
	 * @param owner id of the account
	 * @return {@code true} also if it has never chosen
	 */
	public boolean areWanted(String owner) {
		MailPreference stored = this.mongo.findById(owner, MailPreference.class);
		return stored == null || stored.wanted();
	}

	/**
	 * Turns the mails of an account on or off.
	 * @param owner id of the account
	 * @param wanted whether it gets them from now on
	 */
	public void change(String owner, boolean wanted) {
		store(owner, new Update().set(WANTED, wanted).set(CHANGED_AT, this.clock.instant()));
	}

	/**
	 * Returns the token that turns the mails of an account off and on, which ends the
	 * link in each of them.
	 * @param owner id of the account
	 * @return letters, digits, hyphens, underscores and one dot, always the same; empty
	 * if the account wants no mails
	 */
	public Optional<String> linkToken(String owner) {
		MailPreference stored = this.mongo.findById(owner, MailPreference.class);
		if (stored == null) {
			stored = store(owner, new Update().setOnInsert(WANTED, true).setOnInsert(CHANGED_AT, this.clock.instant()));
		}
		return stored.wanted() ? Optional.of(token(stored)) : Optional.empty();
	}

	private MailPreference store(String owner, Update update) {
		update.setOnInsert(LINK_KEY, new Binary(Secrets.randomBytes(KEY_BYTES)));
		try {
			return upsert(owner, update);
		}
		catch (DuplicateKeyException ex) {
			// two processes have created the account's first document at once
			return upsert(owner, update);
		}
	}

	private MailPreference upsert(String owner, Update update) {
		return Objects.requireNonNull(this.mongo.findAndModify(of(owner), update,
				FindAndModifyOptions.options().upsert(true).returnNew(true), MailPreference.class));
	}

	/**
	 * Finds the account of a link.
	 * @param token end of the link, in any form
	 * @return the account's choice; empty if the token was not issued here, or its
	 * account is closed
	 */
	public Optional<MailPreference> find(String token) {
		Matcher matcher = TOKEN.matcher(token);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		return decode(matcher.group(1))
			.flatMap((owner) -> Optional.ofNullable(this.mongo.findById(owner, MailPreference.class)))
			.filter((stored) -> MessageDigest.isEqual(bytes(token(stored)), bytes(token)));
	}

	private static Optional<String> decode(String owner) {
		try {
			return Optional.of(new String(Base64.getUrlDecoder().decode(owner), StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private static String token(MailPreference preference) {
		byte[] owner = bytes(preference.owner());
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(preference.linkKey().getData(), ALGORITHM));
			return encode(owner) + "." + encode(mac.doFinal(owner));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no " + ALGORITHM, ex);
		}
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Removes the preferences of an account. Its links are not valid from then on.
	 * @param owner id of the account
	 */
	public void remove(String owner) {
		this.mongo.remove(of(owner), MailPreference.class);
	}

	private static Query of(String owner) {
		return Query.query(Criteria.where(OWNER).is(owner));
	}

}
