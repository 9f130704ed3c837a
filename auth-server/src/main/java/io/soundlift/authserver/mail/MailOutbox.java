package io.soundlift.authserver.mail;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.soundlift.authserver.secret.SecurityJson;
import io.soundlift.encryption.Encryption;
import io.soundlift.start.MongoStart;
import io.soundlift.support.Backoff;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/**
 * Outbox of mails in MongoDB. Adding one takes the same time for every receiver, and no
 * mail is lost when the service is killed.
 */
@Component
public final class MailOutbox {

	/** Longer than an attempt takes; afterwards another replica may try. */
	private static final Duration LEASE = Duration.ofMinutes(2);

	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

	/** How long a notice to the owner of an account is useful. */
	private static final Duration NOTICE_LIFETIME = Duration.ofDays(3);

	private static final String ADDRESS = "address";

	/** Mails take about 1 KB each. */
	private static final int MAX_WAITING_FOR_STRANGERS = 2000;

	private final MongoOperations mongo;

	private final Encryption encryption;

	private final SecurityJson json;

	private final Clock clock;

	MailOutbox(MongoOperations mongo, Encryption encryption, SecurityJson json, Clock clock) {
		this.mongo = mongo;
		this.encryption = encryption;
		this.json = json;
		this.clock = clock;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(QueuedMail.class).createIndex(new Index("dueAt", Sort.Direction.ASC));
		this.mongo.indexOps(QueuedMail.class).createIndex(new Index("expiresAt", Sort.Direction.ASC));
	}

	/**
	 * Whether there is room for mails that are requested without authentication, while
	 * the mail server is unavailable or slow.
	 * @return whether fewer than 2,000 mails wait
	 */
	public boolean hasRoom() {
		return this.mongo.estimatedCount(QueuedMail.class) < MAX_WAITING_FOR_STRANGERS;
	}

	/**
	 * Adds a mail, which is sent within a second if the mail server is available.
	 * @param id id of the mail; no effect if it is already waiting
	 * @param kind kind of the mail, which determines its text
	 * @param address address of the receiver
	 * @param values values for the template, stored encrypted
	 * @param lifetime how long it is useful; it is dropped if it can't be sent by then
	 */
	public void add(String id, String kind, String address, Map<String, String> values, Duration lifetime) {
		Map<String, Object> content = new HashMap<>(values);
		content.put(ADDRESS, address);
		byte[] encrypted = this.encryption.encrypt(this.json.write(content).getBytes(StandardCharsets.UTF_8),
				associatedData(id));
		Instant now = this.clock.instant();
		try {
			this.mongo.insert(new QueuedMail(id, kind, encrypted, now, 0, now.plus(lifetime)));
		}
		catch (DuplicateKeyException ex) {
			// an earlier call was interrupted after this line
		}
	}

	/**
	 * Adds a mail that notifies the owner of an account of an event.
	 * @param id id of the mail; no effect if it is already waiting
	 * @param kind kind of the mail
	 * @param address address of the owner
	 * @param values values for the template, stored encrypted
	 */
	public void addNotice(String id, String kind, String address, Map<String, String> values) {
		add(id, kind, address, values, NOTICE_LIFETIME);
	}

	/**
	 * Claims the next mail that is due, so that no other replica sends it.
	 * @return the mail, or empty
	 */
	Optional<QueuedMail> take() {
		Instant now = this.clock.instant();
		Query due = Query.query(Criteria.where("dueAt").lte(now)).with(Sort.by("dueAt"));
		Update update = new Update().inc("attempts", 1).set("dueAt", now.plus(LEASE));
		return Optional.ofNullable(this.mongo.findAndModify(due, update, FindAndModifyOptions.options().returnNew(true),
				QueuedMail.class));
	}

	/**
	 * Reads the receiver of a mail and the values for its template.
	 */
	Map<String, String> valuesOf(QueuedMail mail) {
		byte[] content = this.encryption.decrypt(mail.content(), associatedData(mail.id()));
		Map<String, String> values = new HashMap<>();
		this.json.read(new String(content, StandardCharsets.UTF_8))
			.forEach((name, value) -> values.put(name, String.valueOf(value)));
		return values;
	}

	/**
	 * Returns the receiver of a mail.
	 */
	String addressIn(Map<String, String> values) {
		return values.getOrDefault(ADDRESS, "");
	}

	void remove(QueuedMail mail) {
		this.mongo.remove(Query.query(Criteria.where("_id").is(mail.id())), QueuedMail.class);
	}

	void postpone(QueuedMail mail) {
		this.mongo.updateFirst(Query.query(Criteria.where("_id").is(mail.id())),
				Update.update("dueAt", this.clock.instant().plus(BACKOFF.after(mail.attempts()))), QueuedMail.class);
	}

	long removeExpired() {
		return this.mongo.remove(Query.query(Criteria.where("expiresAt").lt(this.clock.instant())), QueuedMail.class)
			.getDeletedCount();
	}

	private static String associatedData(String id) {
		return "mails/" + id;
	}

}
