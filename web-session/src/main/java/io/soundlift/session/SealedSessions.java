package io.soundlift.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.soundlift.encryption.Encryption;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Anonymous sessions, as encrypted texts that browsers keep in place of an id. So
 * anonymous visitors occupy no storage, however many sessions they begin.
 */
final class SealedSessions {

	private static final Logger logger = LoggerFactory.getLogger(SealedSessions.class);

	/** Prefix that no id of a stored session has. */
	private static final String PREFIX = "s.";

	/**
	 * Browsers keep at most 4096 bytes of a cookie, including its name and attributes.
	 */
	private static final int MAX_LENGTH = 3800;

	private static final String CREATED_AT = "created";

	private static final String ACCESSED_AT = "accessed";

	private static final String ATTRIBUTES = "attributes";

	private final Encryption encryption;

	private final AttributeJson json;

	private final WebSessionSettings settings;

	private final Clock clock;

	SealedSessions(Encryption encryption, WebSessionSettings settings, Clock clock) {
		this.encryption = encryption;
		this.json = new AttributeJson(settings.attributeTypes());
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Returns whether a cookie can only be a sealed session.
	 */
	static boolean isSealed(String id) {
		return id.startsWith(PREFIX);
	}

	/**
	 * Returns the text that a browser keeps.
	 * @throws IllegalArgumentException if the session is too large for a cookie
	 */
	String seal(MongoSession session) {
		Map<String, Object> attributes = new HashMap<>();
		session.getAttributeNames().forEach((name) -> attributes.put(name, session.getRequiredAttribute(name)));
		Map<String, Object> content = new HashMap<>();
		content.put(CREATED_AT, session.getCreationTime().toEpochMilli());
		content.put(ACCESSED_AT, session.getLastAccessedTime().toEpochMilli());
		content.put(ATTRIBUTES, attributes);
		byte[] encrypted = this.encryption.encrypt(this.json.write(ATTRIBUTES, content), associatedData());
		String sealed = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(encrypted);
		if (sealed.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("A session of %s characters, with the attributes %s, is too large"
				.formatted(sealed.length(), attributes.keySet()));
		}
		return sealed;
	}

	/**
	 * Reads a session from a browser.
	 * @return the session, or empty if the text was not issued here, or has expired
	 */
	Optional<MongoSession> open(String sealed) {
		if (sealed.length() > MAX_LENGTH) {
			return Optional.empty();
		}
		try {
			byte[] encrypted = Base64.getUrlDecoder().decode(sealed.substring(PREFIX.length()));
			MongoSession session = session(sealed,
					this.json.read(this.encryption.decrypt(encrypted, associatedData())));
			return session.isExpired() ? Optional.empty() : Optional.of(session);
		}
		catch (RuntimeException ex) {
			logger.debug("A sealed session can't be read and counts as expired", ex);
			return Optional.empty();
		}
	}

	/**
	 * Returns whether the browser's text has to be replaced.
	 */
	boolean isDue(MongoSession session, Duration accessResolution) {
		return !isSealed(session.getId()) || !session.changedAttributes().isEmpty()
				|| session.isAccessDue(accessResolution);
	}

	private MongoSession session(String sealed, Object content) {
		Map<?, ?> values = (Map<?, ?>) content;
		Map<String, Object> attributes = new HashMap<>();
		((Map<?, ?>) required(values, ATTRIBUTES)).forEach((name, value) -> attributes.put((String) name, value));
		return new MongoSession(sealed, new MongoSession.Content(new ObjectId(), instant(values, CREATED_AT),
				instant(values, ACCESSED_AT), attributes), this.settings, this.clock, (session, newId) -> {
				});
	}

	private static Instant instant(Map<?, ?> values, String name) {
		return Instant.ofEpochMilli(((Number) required(values, name)).longValue());
	}

	private static Object required(Map<?, ?> values, String name) {
		Object value = values.get(name);
		if (value == null) {
			throw new IllegalStateException("A sealed session has no " + name);
		}
		return value;
	}

	private String associatedData() {
		return this.settings.collection() + "/sealed";
	}

}
