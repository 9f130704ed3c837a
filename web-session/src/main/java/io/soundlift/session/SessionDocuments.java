package io.soundlift.session;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;

import io.soundlift.encryption.Encryption;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

import org.springframework.data.mongodb.core.query.Update;

/**
 * Mapping between sessions and their documents. Ids and attributes are encrypted with
 * their place as context, and ids are found by their hash.
 */
final class SessionDocuments {

	/** Hash of the session's id. */
	static final String KEY = "key";

	/** Name of the signed-in user. */
	static final String PRINCIPAL = "principal";

	/** When the session was last used. */
	static final String ACCESSED_AT = "lastAccessedAt";

	/** When the session may be removed. */
	static final String EXPIRES_AT = "expiresAt";

	/** The session's id, encrypted. */
	static final String ID = "encryptedId";

	private static final String CREATED_AT = "createdAt";

	private static final String ATTRIBUTES = "attributes";

	private final Encryption encryption;

	private final AttributeJson json;

	private final String collection;

	SessionDocuments(Encryption encryption, AttributeJson json, String collection) {
		this.encryption = encryption;
		this.json = json;
		this.collection = collection;
	}

	Document toDocument(MongoSession session) {
		Document attributes = new Document();
		session.getAttributeNames().forEach((name) -> attributes.put(field(name), encrypt(session, name)));
		return new Document("_id", session.documentId()).append(KEY, SessionId.hash(session.getId()))
			.append(ID, encryptId(session.documentId(), session.getId()))
			.append(PRINCIPAL, session.principalName())
			.append(CREATED_AT, Date.from(session.getCreationTime()))
			.append(ACCESSED_AT, Date.from(session.getLastAccessedTime()))
			.append(EXPIRES_AT, Date.from(session.expiresAt()))
			.append(ATTRIBUTES, attributes);
	}

	/**
	 * Returns an update with only the changes of a request, so that those of other
	 * requests stay.
	 */
	Update changes(MongoSession session) {
		Update update = new Update().set(ACCESSED_AT, Date.from(session.getLastAccessedTime()))
			.set(EXPIRES_AT, Date.from(session.expiresAt()));
		for (String name : session.changedAttributes()) {
			if (session.getAttribute(name) != null) {
				update.set(path(name), encrypt(session, name));
			}
			else {
				update.unset(path(name));
			}
		}
		if (session.isPrincipalChanged()) {
			update.set(PRINCIPAL, session.principalName());
		}
		return update;
	}

	Update idChange(ObjectId documentId, String newId) {
		return new Update().set(KEY, SessionId.hash(newId)).set(ID, encryptId(documentId, newId));
	}

	/**
	 * Reads the session's id.
	 * @throws IllegalStateException when no key fits
	 */
	String id(Document document) {
		ObjectId documentId = document.getObjectId("_id");
		return new String(
				this.encryption.decrypt(document.get(ID, Binary.class).getData(), associatedData(documentId, ID)),
				StandardCharsets.UTF_8);
	}

	/**
	 * Reads the session's id and when it was last used.
	 * @throws IllegalStateException when no key fits
	 */
	SessionUse use(Document document) {
		return new SessionUse(id(document), instant(document, ACCESSED_AT));
	}

	/**
	 * Reads everything else.
	 * @throws RuntimeException when no key fits, or an attribute has a type that is no
	 * longer known
	 */
	MongoSession.Content content(Document document) {
		ObjectId documentId = document.getObjectId("_id");
		Map<String, Object> attributes = new HashMap<>();
		document.get(ATTRIBUTES, Document.class)
			.forEach((field, value) -> attributes.put(name(field), this.json.read(this.encryption
				.decrypt(((Binary) value).getData(), associatedData(documentId, ATTRIBUTES + "/" + name(field))))));
		return new MongoSession.Content(documentId, instant(document, CREATED_AT), instant(document, ACCESSED_AT),
				attributes);
	}

	private Binary encrypt(MongoSession session, String name) {
		byte[] plain = this.json.write(name, session.getRequiredAttribute(name));
		return new Binary(
				this.encryption.encrypt(plain, associatedData(session.documentId(), ATTRIBUTES + "/" + name)));
	}

	private Binary encryptId(ObjectId documentId, String id) {
		return new Binary(this.encryption.encrypt(id.getBytes(StandardCharsets.UTF_8), associatedData(documentId, ID)));
	}

	private String associatedData(ObjectId documentId, String field) {
		return this.collection + "/" + documentId.toHexString() + "/" + field;
	}

	private static Instant instant(Document document, String field) {
		return document.getDate(field).toInstant();
	}

	private static String path(String name) {
		return ATTRIBUTES + "." + field(name);
	}

	/**
	 * Encodes a name, since attribute names contain dots, which separate paths in
	 * MongoDB.
	 */
	private static String field(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8).replace(".", "%2E");
	}

	private static String name(String field) {
		return URLDecoder.decode(field, StandardCharsets.UTF_8);
	}

}
