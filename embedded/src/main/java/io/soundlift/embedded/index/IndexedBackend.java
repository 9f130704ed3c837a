package io.soundlift.embedded.index;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import io.soundlift.embedded.cursor.BatchedAnswer;
import io.soundlift.embedded.cursor.OpenCursors;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An H2 backend that keeps non-unique indexes, which mongo-java-server accepts and
 * ignores, and answers queries by them. Indexes that a file of the plain backend declares
 * are built when it is opened.
 */
public class IndexedBackend extends H2Backend {

	private static final Logger logger = LoggerFactory.getLogger(IndexedBackend.class);

	/** The idle time of MongoDB, and numbers that fit into the heap. */
	private static final OpenCursors.Limits CURSOR_LIMITS = new OpenCursors.Limits(1000,
			IndexedCollection.MAX_SORT_BYTES, Duration.ofMinutes(10));

	// not initialized here, as the super constructor opens the databases of the file

	private @Nullable List<IndexedCollection> opened;

	private @Nullable LongAdder reads;

	private boolean open;

	// javac warns of it since version 21; the library's method only returns a field
	@SuppressWarnings("this-escape")
	private final OpenCursors cursors = new OpenCursors(getCursorRegistry(), CURSOR_LIMITS, InstantSource.system());

	/**
	 * Creates a backend, and builds indexes that are declared and missing.
	 * @param store the store; its automatic commits must be off
	 */
	public IndexedBackend(MVStore store) {
		super(store);
		collections().forEach(IndexedCollection::buildIndexes);
		collections().clear();
		this.open = true;
	}

	private List<IndexedCollection> collections() {
		if (this.opened == null) {
			this.opened = new ArrayList<>();
		}
		return this.opened;
	}

	private LongAdder reads() {
		if (this.reads == null) {
			this.reads = new LongAdder();
		}
		return this.reads;
	}

	@Override
	protected Document handleKillCursors(Document query) {
		Document response = super.handleKillCursors(query);
		if (response.get("cursorsKilled") instanceof Collection<?> killed) {
			this.cursors.remove(killed);
		}
		return response;
	}

	/**
	 * Returns how many documents have been read to answer queries, updates and deletions.
	 * @return the number since the start
	 */
	public final long documentsRead() {
		return reads().sum();
	}

	@Override
	protected final MongoDatabase openOrCreateDatabase(String databaseName) {
		return new IndexedDatabase(databaseName, getMvStore(), getCursorRegistry());
	}

	/**
	 * A database with ordered indexes. Not static, because its super constructor opens
	 * collections and indexes.
	 */
	private final class IndexedDatabase extends H2Database {

		IndexedDatabase(String databaseName, MVStore store, CursorRegistry cursors) {
			super(databaseName, store, cursors);
		}

		@Override
		protected MongoCollection<Object> openOrCreateCollection(String collectionName, CollectionOptions options) {
			MVStore store = getMvStore();
			String fullName = getFullCollectionNamespace(collectionName);
			MVMap<Object, Document> documents = store.openMap("databases." + fullName,
					new MVMap.Builder<Object, Document>().valueType(DocumentType.INSTANCE));
			MVMap<String, Object> meta = store.openMap("meta." + fullName);
			IndexedCollection collection = new IndexedCollection(this, collectionName, options, store, documents, meta,
					this.cursorRegistry, reads());
			if (!IndexedBackend.this.open) {
				collections().add(collection);
			}
			return collection;
		}

		@Override
		protected Index<Object> openOrCreateSecondaryIndex(String collectionName, String indexName, List<IndexKey> keys,
				boolean sparse) {
			return OrderedIndex.open(getMvStore(), mapName(getFullCollectionNamespace(collectionName), indexName),
					indexName, keys, sparse);
		}

		@Override
		protected Index<Object> openOrCreateUniqueIndex(String collectionName, String indexName, List<IndexKey> keys,
				boolean sparse) {
			if (keys.size() > 1) {
				// a unique index only supports queries with all fields of its key
				String ordered = orderedName(indexName);
				resolveCollection(collectionName, true)
					.addIndex(openOrCreateSecondaryIndex(collectionName, ordered, keys, sparse));
			}
			String fullName = getFullCollectionNamespace(collectionName);
			return UniqueIndex.open(getMvStore(), uniqueMapName(fullName, indexName), fullName + "._index_" + indexName,
					indexName, keys, sparse);
		}

		private String orderedName(String indexName) {
			return indexName + " ordered";
		}

		private String mapName(String fullName, String indexName) {
			return fullName + "._ordered_" + indexName;
		}

		private String uniqueMapName(String fullName, String indexName) {
			return fullName + "._unique_" + indexName;
		}

		@Override
		protected void addIndex(Document indexDescription) {
			super.addIndex(indexDescription);
			String collection = String.valueOf(indexDescription.get("ns")).substring(getDatabaseName().length() + 1);
			if (IndexedBackend.this.open && resolveCollection(collection, true) instanceof IndexedCollection indexed) {
				indexed.buildIndexes();
			}
		}

		@Override
		protected void dropIndex(MongoCollection<Object> collection, String indexName) {
			super.dropIndex(collection, indexName);
			getMvStore().removeMap(mapName(collection.getFullName(), indexName));
			getMvStore().removeMap(uniqueMapName(collection.getFullName(), indexName));
			String ordered = orderedName(indexName);
			if (collection.getIndexes().stream().anyMatch((index) -> index.getName().equals(ordered))) {
				dropIndex(collection, ordered);
			}
		}

		@Override
		public Document handleCommand(Channel channel, String command, Document query,
				DatabaseResolver databaseResolver, Oplog oplog) {
			if (query.get(command) instanceof String name
					&& resolveCollection(name, false) instanceof IndexedCollection collection) {
				if ("find".equals(command)) {
					clearLastStatus(channel);
					return find(collection, query);
				}
				List<Document> documents = "aggregate".equals(command)
						? aggregate(collection, query, databaseResolver, oplog) : null;
				if (documents != null) {
					clearLastStatus(channel);
					return new Document("cursor", new Document("id", 0L).append("ns", collection.getFullName())
						.append("firstBatch", documents)).append("ok", 1.0);
				}
			}
			return super.handleCommand(channel, command, query, databaseResolver, oplog);
		}

		private Document find(IndexedCollection collection, Document query) {
			BatchedAnswer answer = collection.find((Document) query.getOrDefault("filter", new Document()),
					(Document) query.get("sort"), number(query, "skip"), number(query, "limit"),
					(Document) query.get("projection"));
			return IndexedBackend.this.cursors.open(collection.getFullName(), answer, number(query, "batchSize"),
					Boolean.TRUE.equals(query.get("singleBatch")));
		}

		private int number(Document query, String field) {
			return ((Number) query.getOrDefault(field, 0)).intValue();
		}

		/**
		 * Returns the result of a pipeline that begins with a filter.
		 * @return the documents; {@code null} if the library has to run the pipeline
		 */
		private @Nullable List<Document> aggregate(IndexedCollection collection, Document query,
				DatabaseResolver databaseResolver, Oplog oplog) {
			LeadingMatch pipeline = LeadingMatch.of(query.get("pipeline"));
			if (pipeline == null) {
				return null;
			}
			try {
				Aggregation stages = Aggregation.fromPipeline(pipeline.stages(), databaseResolver, this, collection,
						oplog);
				stages.validate(query);
				if (stages.isModifying()) {
					return null;
				}
				return pipeline.isCount() ? pipeline.count(collection)
						: stages.runStages(collection.find(pipeline.filter(), null, 0, 0, null).stream());
			}
			catch (MongoServerException ex) {
				logger.debug("Leaving the error of a pipeline to the library", ex);
				return null;
			}
		}

	}

}
