package io.soundlift.embedded.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.soundlift.embedded.cursor.Answer;
import io.soundlift.embedded.cursor.BatchedAnswer;
import io.soundlift.embedded.cursor.BoundedSort;
import io.soundlift.embedded.cursor.DocumentReader;
import io.soundlift.embedded.cursor.MatchingReader;
import io.soundlift.embedded.cursor.StoreGuard;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose queries use its {@link OrderedIndex ordered indexes} where that
 * reads fewer documents.
 */
final class IndexedCollection extends H2Collection implements StoreGuard {

	/**
	 * Documents between two commits of a build; limits the memory that it takes.
	 */
	private static final int DOCUMENTS_PER_COMMIT = 10_000;

	/** Memory that a sort without an index may take; as many run as there are threads. */
	static final long MAX_SORT_BYTES = 32 * 1024 * 1024;

	private final MVStore store;

	private final MVMap<Object, Document> documents;

	private final LongAdder reads;

	private boolean updatesOne;

	private boolean updates;

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
	 * Builds all indexes that are not built yet, reading each document once.
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
	public synchronized <T> T read(Supplier<T> task) {
		MVStore.TxCounter version = this.store.registerVersionUsage();
		try {
			return task.get();
		}
		finally {
			this.store.deregisterVersionUsage(version);
		}
	}

	/**
	 * Returns the answer to a {@code find} command.
	 */
	BatchedAnswer find(Document filter, @Nullable Document orderBy, int skip, int limit,
			@Nullable Document projection) {
		return new BatchedAnswer(this, () -> answer(filter, orderBy, skip, limit, projection));
	}

	@Override
	protected QueryResult queryDocuments(Document query, @Nullable Document orderBy, int numberToSkip, int limit,
			int batchSize, @Nullable Document fieldSelector) {
		Answer answer = answer(query, orderBy, numberToSkip, this.updatesOne ? 1 : limit, fieldSelector);
		// an update modifies its documents, and those of the store are shared with
		// readers
		UnaryOperator<Document> copy = this.updates ? Document::cloneDeeply : UnaryOperator.identity();
		Stream<Document> documents = Stream.generate(answer::next).takeWhile(Objects::nonNull).map(copy);
		return new QueryResult(documents::iterator);
	}

	private Answer answer(Document query, @Nullable Document orderBy, int skip, int limit,
			@Nullable Document projection) {
		Optional<QueryPlan> plan = plan(query, orderBy, skip, limit);
		DocumentReader candidates = plan.map(QueryPlan::parts)
			.or(() -> lookup(query))
			.<DocumentReader>map((parts) -> new PlanReader(parts, this::find, this::documentMatchesQuery))
			.orElseGet(() -> new ScanReader(this.documents, isNaturalDescending(orderBy), this.reads));
		DocumentReader matching = new MatchingReader(candidates, (document) -> documentMatchesQuery(document, query));
		Comparator<Document> order = plan.map(QueryPlan::sorted).orElse(false) ? null : deriveComparator(orderBy);
		if (order != null) {
			matching = new BoundedSort(matching, order, (limit > 0) ? Math.max(0, skip) + (long) limit : 0,
					MAX_SORT_BYTES);
		}
		return new Answer(matching, skip, limit, projection(projection));
	}

	private Optional<QueryPlan> plan(Document query, @Nullable Document orderBy, int skip, int limit) {
		return new QueryPlanner(getIndexes()).plan(query, orderBy, (limit > 0) ? Math.max(0, skip) + (long) limit : 0);
	}

	/**
	 * Finds by a unique index with values that the planner does not support.
	 */
	private Optional<List<QueryPlan.Part>> lookup(Document query) {
		return getIndexes().stream()
			.filter((index) -> index.canHandle(query))
			.findFirst()
			.map((index) -> List.of(new QueryPlan.Part(() -> Positions.of(index.getPositions(query)), null)));
	}

	private UnaryOperator<Document> projection(@Nullable Document fields) {
		if (fields == null || fields.isEmpty()) {
			return UnaryOperator.identity();
		}
		return Inclusion.of(fields, (document) -> project(document, fields));
	}

	private Document project(Document document, Document fields) {
		// the library exposes its projections in no other way
		return matchDocumentsFromStream(Stream.of(document), new Document(), null, 0, 0, 0, fields).iterator().next();
	}

	private @Nullable Document find(Object position) {
		this.reads.increment();
		return this.documents.get(position);
	}

	@Override
	public synchronized Document updateDocuments(Document selector, Document update, ArrayFilters arrayFilters,
			boolean isMulti, boolean isUpsert, Oplog oplog) {
		// the library queries all matching documents and uses the first
		this.updatesOne = !isMulti;
		this.updates = true;
		try {
			return super.updateDocuments(selector, update, arrayFilters, isMulti, isUpsert, oplog);
		}
		finally {
			this.updatesOne = false;
			this.updates = false;
		}
	}

	@Override
	public synchronized Document findAndModify(Document query) {
		this.updates = true;
		try {
			return super.findAndModify(query);
		}
		finally {
			this.updates = false;
		}
	}

	@Override
	public Document handleDistinct(Document query) {
		return read(() -> super.handleDistinct(query));
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
		return read(() -> super.count(query, skip, limit));
	}

}
