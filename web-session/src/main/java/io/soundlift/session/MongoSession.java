package io.soundlift.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.Session;

/**
 * A session during one request, with tracking of the request's changes.
 */
public final class MongoSession implements Session {

	private static final PrincipalNameIndexResolver<MongoSession> PRINCIPAL = new PrincipalNameIndexResolver<>();

	/** Source of the principal's name. */
	private static final Set<String> PRINCIPAL_ATTRIBUTES = Set.of(
			FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
			HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);

	private final ObjectId documentId;

	private final Instant createdAt;

	private final Map<String, Object> attributes;

	private final Set<String> changedAttributes = new HashSet<>();

	private final WebSessionSettings settings;

	private final Clock clock;

	private final IdChange idChange;

	private String id;

	private boolean stored;

	private Instant lastAccessedAt;

	private Instant storedAccess;

	MongoSession(String id, Content content, WebSessionSettings settings, Clock clock, IdChange idChange) {
		this.id = id;
		this.documentId = content.documentId();
		this.createdAt = content.createdAt();
		this.lastAccessedAt = content.lastAccessedAt();
		this.storedAccess = content.lastAccessedAt();
		this.attributes = new HashMap<>(content.attributes());
		this.settings = settings;
		this.clock = clock;
		this.idChange = idChange;
	}

	@Override
	public String getId() {
		return this.id;
	}

	/**
	 * Changes the id of the session. A stored session gets it at once, before the request
	 * writes anything else, so that the old id never gives access to later content.
	 * @return the new id
	 */
	@Override
	public String changeSessionId() {
		String newId = SessionId.random();
		if (this.stored) {
			this.idChange.change(this, newId);
		}
		this.id = newId;
		return newId;
	}

	/**
	 * Returns an attribute.
	 * @param name its name
	 * @return its value, or null when there is none; changes inside it are stored only
	 * after {@link #setAttribute}
	 */
	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T getAttribute(String name) {
		return (T) this.attributes.get(name);
	}

	@Override
	public Set<String> getAttributeNames() {
		return Set.copyOf(this.attributes.keySet());
	}

	/**
	 * Sets an attribute.
	 * @param name its name
	 * @param value its value, of an allowed type; null removes it. Exceptions, which may
	 * contain arbitrary objects, are not kept, since no page reads them
	 */
	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value == null) {
			removeAttribute(name);
			return;
		}
		if (value instanceof Throwable) {
			return;
		}
		this.attributes.put(name, value);
		this.changedAttributes.add(name);
	}

	@Override
	public void removeAttribute(String name) {
		if (this.attributes.remove(name) != null) {
			this.changedAttributes.add(name);
		}
	}

	@Override
	public Instant getCreationTime() {
		return this.createdAt;
	}

	@Override
	public void setLastAccessedTime(Instant lastAccessedTime) {
		this.lastAccessedAt = lastAccessedTime;
	}

	@Override
	public Instant getLastAccessedTime() {
		return this.lastAccessedAt;
	}

	/**
	 * Not supported, since timeouts are settings of the service.
	 * @param interval ignored
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public void setMaxInactiveInterval(Duration interval) {
		throw new UnsupportedOperationException("The timeouts of sessions are settings");
	}

	@Override
	public Duration getMaxInactiveInterval() {
		return this.settings.idleTimeout(principalName() != null);
	}

	@Override
	public boolean isExpired() {
		return !this.clock.instant().isBefore(expiresAt());
	}

	Instant expiresAt() {
		Instant idle = this.lastAccessedAt.plus(getMaxInactiveInterval());
		Instant absolute = this.createdAt.plus(this.settings.absoluteTimeout());
		return idle.isBefore(absolute) ? idle : absolute;
	}

	/** Returns the name of the signed-in user, or null. */
	@Nullable String principalName() {
		return PRINCIPAL.resolveIndexValueFor(this);
	}

	ObjectId documentId() {
		return this.documentId;
	}

	Set<String> changedAttributes() {
		return Set.copyOf(this.changedAttributes);
	}

	boolean isPrincipalChanged() {
		return PRINCIPAL_ATTRIBUTES.stream().anyMatch(this.changedAttributes::contains);
	}

	boolean isStored() {
		return this.stored;
	}

	/** Returns whether enough time has passed that the access must be stored. */
	boolean isAccessDue(Duration resolution) {
		return !this.lastAccessedAt.isBefore(this.storedAccess.plus(resolution));
	}

	/** Moves the session to the browser, in the form of this text. */
	void markSealed(String sealed) {
		this.id = sealed;
		this.storedAccess = this.lastAccessedAt;
		this.changedAttributes.clear();
	}

	void markStored() {
		this.stored = true;
		this.storedAccess = this.lastAccessedAt;
		this.changedAttributes.clear();
	}

	/**
	 * Stores a new id.
	 */
	interface IdChange {

		void change(MongoSession session, String newId);

	}

	/**
	 * Stored content of a session besides its id.
	 *
	 * @param documentId id of the document, which never changes
	 * @param createdAt when the session began
	 * @param lastAccessedAt when it was last used
	 * @param attributes its attributes by name
	 */
	record Content(ObjectId documentId, Instant createdAt, Instant lastAccessedAt, Map<String, Object> attributes) {
	}

}
