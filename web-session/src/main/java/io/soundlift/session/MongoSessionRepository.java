package io.soundlift.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.soundlift.encryption.Encryption;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Repository of sessions in MongoDB. A request reads its session once and writes only its
 * changes, and only if the session still exists under the same id: an ended session stays
 * ended, whatever requests are running in it.
 */
public final class MongoSessionRepository implements FindByIndexNameSessionRepository<MongoSession> {

	private static final Logger logger = LoggerFactory.getLogger(MongoSessionRepository.class);

	/**
	 * More than one person uses. Without a limit, anyone with the password could add
	 * sessions without end, which each sign-in of the account reads.
	 */
	static final int MAX_SESSIONS_OF_PRINCIPAL = 50;

	/** Resolution of the stored time of the last use, which saves most writes. */
	private static final Duration ACCESS_RESOLUTION = Duration.ofMinutes(1);

	private final MongoOperations mongo;

	private final SessionDocuments documents;

	private final WebSessionSettings settings;

	private final Clock clock;

	private final Duration accessResolution;

	/**
	 * A repository.
	 * @param mongo the service's database
	 * @param encryption encryption of ids and attributes
	 * @param settings settings of the service
	 * @param clock clock of the expiry of sessions
	 */
	public MongoSessionRepository(MongoOperations mongo, Encryption encryption, WebSessionSettings settings,
			Clock clock) {
		this.mongo = mongo;
		this.documents = new SessionDocuments(encryption, new AttributeJson(settings.attributeTypes()),
				settings.collection());
		this.settings = settings;
		this.clock = clock;
		this.accessResolution = resolution(settings);
	}

	/**
	 * Creates the indexes, which only serve performance.
	 */
	public void createIndexes() {
		String collection = this.settings.collection();
		this.mongo.indexOps(collection).createIndex(new Index(SessionDocuments.KEY, Sort.Direction.ASC).unique());
		this.mongo.indexOps(collection)
			.createIndex(new Index(SessionDocuments.PRINCIPAL, Sort.Direction.ASC).on(SessionDocuments.ACCESSED_AT,
					Sort.Direction.DESC));
		this.mongo.indexOps(collection).createIndex(new Index(SessionDocuments.EXPIRES_AT, Sort.Direction.ASC));
	}

	@Override
	public MongoSession createSession() {
		// MongoDB keeps milliseconds
		Instant now = this.clock.instant();
		return session(SessionId.random(), new MongoSession.Content(new ObjectId(), now, now, Map.of()));
	}

	/**
	 * Stores a session: a new one as a whole, an existing one only as far as it was
	 * changed. Does nothing if it was deleted, or got another id, in the meantime. At
	 * sign-in the least recently used sessions of the same principal end if there are too
	 * many.
	 * @param session a session of this repository
	 */
	@Override
	public void save(MongoSession session) {
		String newPrincipal = session.isPrincipalChanged() ? session.principalName() : null;
		store(session);
		if (newPrincipal != null) {
			removeLeastRecentlyUsed(newPrincipal);
		}
	}

	private void store(MongoSession session) {
		if (!session.isStored()) {
			this.mongo.insert(this.documents.toDocument(session), this.settings.collection());
			session.markStored();
		}
		else if (!session.changedAttributes().isEmpty() || session.isAccessDue(this.accessResolution)) {
			this.mongo.updateFirst(byId(session.getId()), this.documents.changes(session), this.settings.collection());
			session.markStored();
		}
	}

	/**
	 * Finds a session.
	 * @param id id from the browser
	 * @return the session, or null if there is none, it has expired, or its attributes
	 * can't be read any more
	 */
	@Override
	public @Nullable MongoSession findById(String id) {
		if (!SessionId.isPossible(id)) {
			return null;
		}
		Document document = this.mongo.findOne(byId(id), Document.class, this.settings.collection());
		return (document != null) ? read(document) : null;
	}

	/**
	 * Ends a session.
	 * @param id its id; nothing happens when there is no such session
	 */
	@Override
	public void deleteById(String id) {
		this.mongo.remove(byId(id), this.settings.collection());
	}

	/**
	 * Finds the sessions of a principal.
	 * @param indexName {@link #PRINCIPAL_NAME_INDEX_NAME}; any other finds none
	 * @param indexValue name of the principal
	 * @return the sessions that have not expired, by id
	 */
	@Override
	public Map<String, MongoSession> findByIndexNameAndIndexValue(String indexName, String indexValue) {
		Map<String, MongoSession> sessions = new HashMap<>();
		if (PRINCIPAL_NAME_INDEX_NAME.equals(indexName)) {
			for (Document document : this.mongo.find(byPrincipal(indexValue), Document.class,
					this.settings.collection())) {
				MongoSession session = read(document);
				if (session != null) {
					sessions.put(session.getId(), session);
				}
			}
		}
		return sessions;
	}

	/**
	 * Finds the times of last use of a principal's sessions, without reading their
	 * content.
	 * @param principalName name of the principal
	 * @return at most {@value #MAX_SESSIONS_OF_PRINCIPAL} sessions that have not expired,
	 * most recently used first
	 */
	public List<SessionUse> findUsesByPrincipalName(String principalName) {
		Query query = mostRecentlyUsed(principalName).limit(MAX_SESSIONS_OF_PRINCIPAL)
			.addCriteria(Criteria.where(SessionDocuments.EXPIRES_AT).gt(Date.from(this.clock.instant())));
		query.fields().include(SessionDocuments.ID, SessionDocuments.ACCESSED_AT);
		List<SessionUse> uses = new ArrayList<>();
		for (Document document : this.mongo.find(query, Document.class, this.settings.collection())) {
			try {
				uses.add(this.documents.use(document));
			}
			catch (RuntimeException ex) {
				warnOfUnreadable(document, ex);
			}
		}
		return uses;
	}

	/**
	 * Ends all sessions of a principal, even those that can't be read.
	 * @param principalName name of the principal
	 */
	public void deleteByPrincipalName(String principalName) {
		this.mongo.remove(byPrincipal(principalName), this.settings.collection());
	}

	/**
	 * Removes expired sessions. They are invalid before that; this frees their space.
	 * Several replicas may do it at once.
	 * @return how many there were
	 */
	@Scheduled(initialDelay = 1, fixedDelay = 5, timeUnit = TimeUnit.MINUTES)
	public long removeExpired() {
		return this.mongo
			.remove(Query.query(Criteria.where(SessionDocuments.EXPIRES_AT).lte(Date.from(this.clock.instant()))),
					this.settings.collection())
			.getDeletedCount();
	}

	Duration accessResolution() {
		return this.accessResolution;
	}

	private @Nullable MongoSession read(Document document) {
		try {
			MongoSession session = session(this.documents.id(document), this.documents.content(document));
			session.markStored();
			return session.isExpired() ? null : session;
		}
		catch (RuntimeException ex) {
			warnOfUnreadable(document, ex);
			return null;
		}
	}

	/**
	 * Logs a session of an older version or under a removed key; the browser gets a new
	 * one.
	 */
	private static void warnOfUnreadable(Document document, RuntimeException ex) {
		logger.warn("Session document {} can't be read and counts as expired: {}", document.get("_id"),
				ex.getMessage());
	}

	private void removeLeastRecentlyUsed(String principalName) {
		Query query = mostRecentlyUsed(principalName).skip(MAX_SESSIONS_OF_PRINCIPAL);
		query.fields().include("_id");
		List<Object> ids = this.mongo.find(query, Document.class, this.settings.collection())
			.stream()
			.map((document) -> document.get("_id"))
			.toList();
		if (!ids.isEmpty()) {
			this.mongo.remove(Query.query(Criteria.where("_id").in(ids)), this.settings.collection());
		}
	}

	private MongoSession session(String id, MongoSession.Content content) {
		return new MongoSession(id, content, this.settings, this.clock, this::changeId);
	}

	private void changeId(MongoSession session, String newId) {
		this.mongo.updateFirst(byId(session.getId()), this.documents.idChange(session.documentId(), newId),
				this.settings.collection());
	}

	private static Query byId(String id) {
		return Query.query(Criteria.where(SessionDocuments.KEY).is(SessionId.hash(id)));
	}

	private static Query byPrincipal(String name) {
		return Query.query(Criteria.where(SessionDocuments.PRINCIPAL).is(name));
	}

	private static Query mostRecentlyUsed(String principalName) {
		return byPrincipal(principalName).with(Sort.by(Sort.Direction.DESC, SessionDocuments.ACCESSED_AT));
	}

	/** A tenth of a short timeout, so that a session in use does not end. */
	private static Duration resolution(WebSessionSettings settings) {
		Duration tenth = Collections.min(List.of(settings.anonymousTimeout(), settings.idleTimeout())).dividedBy(10);
		return (tenth.compareTo(ACCESS_RESOLUTION) < 0) ? tenth : ACCESS_RESOLUTION;
	}

}
