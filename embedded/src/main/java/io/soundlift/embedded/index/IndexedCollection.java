package io.soundlift.embedded.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.StreamSupport;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose queries are answered by its {@link OrderedIndex ordered indexes}
 * where that reads fewer documents.
 */
final class IndexedCollection extends H2Collection {

	/**
	 * Documents between two commits of a build, which bound the memory that it takes.
	 */
	private static final int DOCUMENTS_PER_COMMIT = 10_000;

	private final MVStore store;

	private final MVMap<Object, Document> documents;

	private final LongAdder reads;

	private boolean updatesOne;

	IndexedCollection(MongoDatabase database, String name, CollectionOptions options, MVStore store,
			MVMap<Object, Document> documents, MVMap<String, Object> meta, CursorRegistry cursors, LongAdder reads) {
		super(database, name, options, documents, meta, cursors);
		this.store = store;
		this.documents = documents;
		this.reads = reads;
	}

	@Override
	public synchronized void addIndex(Index<Object> index) {
		super.addIndex(index);
	}

	/**
	 * Builds all indexes that are not built yet, with one look at each document.
	 */
	synchronized void buildIndexes() {
		List<OrderedIndex> unbuilt = new ArrayList<>();
		for (Index<Object> index : getIndexes()) {
			if (index instanceof OrderedIndex ordered && !ordered.isBuilt()) {
				unbuilt.add(ordered);
			}
		}
		if (unbuilt.isEmpty()) {
			return;
		}
		unbuilt.forEach(OrderedIndex::beginBuild);
		int added = 0;
		for (Map.Entry<Object, Document> document : this.documents.entrySet()) {
			unbuilt.forEach((index) -> index.add(document.getValue(), document.getKey()));
			if (++added % DOCUMENTS_PER_COMMIT == 0) {
				this.store.commit();
			}
		}
		unbuilt.forEach(OrderedIndex::endBuild);
	}

	@Override
	protected QueryResult queryDocuments(Document query, @Nullable Document orderBy, int numberToSkip, int limit,
			int batchSize, @Nullable Document fieldSelector) {
		int wanted = this.updatesOne ? 1 : limit;
		Optional<QueryPlan> plan = plan(query, orderBy, numberToSkip, wanted);
		if (plan.isEmpty()) {
			return super.queryDocuments(query, orderBy, numberToSkip, wanted, batchSize, fieldSelector);
		}
		return matchDocumentsFromStream(
				StreamSupport.stream(plan.get().positions().spliterator(), false).map(this::getDocument), query,
				plan.get().sorted() ? null : orderBy, numberToSkip, wanted, batchSize, fieldSelector);
	}

	private Optional<QueryPlan> plan(Document query, @Nullable Document orderBy, int skip, int limit) {
		return new QueryPlanner(getIndexes()).plan(query, orderBy, (limit > 0) ? (long) skip + limit : 0);
	}

	@Override
	protected QueryResult matchDocuments(Document query, @Nullable Document orderBy, int numberToSkip, int limit,
			int batchSize, @Nullable Document fieldSelector) {
		if (isNaturalDescending(orderBy)) {
			this.reads.add(this.documents.sizeAsLong());
			return super.matchDocuments(query, orderBy, numberToSkip, limit, batchSize, fieldSelector);
		}
		return matchDocumentsFromStream(this.documents.values().stream().peek((document) -> this.reads.increment()),
				query, orderBy, numberToSkip, limit, batchSize, fieldSelector);
	}

	@Override
	protected Document getDocument(Object position) {
		this.reads.increment();
		return super.getDocument(position);
	}

	@Override
	public synchronized Document updateDocuments(Document selector, Document update, ArrayFilters arrayFilters,
			boolean isMulti, boolean isUpsert, Oplog oplog) {
		// the library asks for all that match and takes the first
		this.updatesOne = !isMulti;
		try {
			return super.updateDocuments(selector, update, arrayFilters, isMulti, isUpsert, oplog);
		}
		finally {
			this.updatesOne = false;
		}
	}

	@Override
	public synchronized int count(@Nullable Document query, int skip, int limit) {
		if (query != null && !query.isEmpty()) {
			long count = plan(query, null, 0, 0).map(QueryPlan::count).orElse(-1L);
			if (count >= 0) {
				long left = Math.max(0, count - Math.max(0, skip));
				return (int) ((limit > 0) ? Math.min(left, limit) : left);
			}
		}
		return super.count(query, skip, limit);
	}

}
