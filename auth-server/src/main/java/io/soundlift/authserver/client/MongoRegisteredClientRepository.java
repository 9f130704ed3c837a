package io.soundlift.authserver.client;

import java.util.List;

import io.soundlift.start.MongoStart;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Store of registered clients in MongoDB.
 */
@Component
final class MongoRegisteredClientRepository implements RegisteredClientRepository {

	private final MongoOperations mongo;

	private final ClientDocuments documents;

	MongoRegisteredClientRepository(MongoOperations mongo, ClientDocuments documents) {
		this.mongo = mongo;
		this.documents = documents;
		MongoStart.run(this::createIndexes);
	}

	private void createIndexes() {
		this.mongo.indexOps(ClientDocument.class).createIndex(new Index("clientId", Sort.Direction.ASC).unique());
		this.mongo.indexOps(ClientDocument.class).createIndex(new Index("owner", Sort.Direction.ASC));
		// only those that are being deleted, of which there are few
		for (String field : List.of("unusableSince", "revokingSince")) {
			this.mongo.indexOps(ClientDocument.class).createIndex(new Index(field, Sort.Direction.ASC).sparse());
		}
	}

	/**
	 * Saves a client.
	 * @param registeredClient the client; replaces the one with the same internal id
	 * @throws org.springframework.dao.DuplicateKeyException when another client has the
	 * same client id
	 */
	@Override
	public void save(RegisteredClient registeredClient) {
		this.mongo.save(this.documents.toDocument(registeredClient));
	}

	@Override
	public @Nullable RegisteredClient findById(String id) {
		return find(Criteria.where("_id").is(id));
	}

	@Override
	public @Nullable RegisteredClient findByClientId(String clientId) {
		return find(Criteria.where("clientId").is(clientId));
	}

	/** One that is being created or deleted must not get tokens. */
	private @Nullable RegisteredClient find(Criteria criteria) {
		ClientDocument document = this.mongo.findOne(Query.query(criteria), ClientDocument.class);
		return (document != null && document.unusableSince() == null) ? this.documents.toClient(document) : null;
	}

}
