package io.soundlift.embedded.index;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.ObjectDataType;
import org.jspecify.annotations.Nullable;

/**
 * A unique index whose keys are compared as bytes. The plain backend serializes both keys
 * with Java serialization for each comparison.
 */
final class UniqueIndex extends AbstractUniqueIndex<Object> {

	/** Entries between two commits of a conversion; limits the memory that it takes. */
	private static final int ENTRIES_PER_COMMIT = 10_000;

	/** First byte of a key with a value that {@link KeyBytes} does not encode. */
	private static final byte[] SERIALIZED = { (byte) 0xFF };

	private static final int MAX_KEY_BUFFER_BYTES = 16;

	private final MVMap<byte[], Object> entries;

	private UniqueIndex(MVMap<byte[], Object> entries, String name, List<IndexKey> keys, boolean sparse) {
		super(name, keys, sparse);
		this.entries = entries;
	}

	/**
	 * Opens or creates an index.
	 * @param store the store
	 * @param mapName name of its map
	 * @param plainMapName name of the map that the plain backend has for it, which is
	 * converted and removed if there is one
	 */
	static UniqueIndex open(MVStore store, String mapName, String plainMapName, String name, List<IndexKey> keys,
			boolean sparse) {
		MVMap<byte[], Object> entries = store.openMap(mapName,
				new MVMap.Builder<byte[], Object>().keyType(ByteArrayDataType.INSTANCE));
		if (store.hasMap(plainMapName)) {
			convert(store, store.openMap(plainMapName), entries);
		}
		return new UniqueIndex(entries, name, keys, sparse);
	}

	private static void convert(MVStore store, MVMap<KeyValue, Object> plain, MVMap<byte[], Object> entries) {
		// left by an unfinished conversion
		entries.clear();
		int converted = 0;
		for (Map.Entry<KeyValue, Object> entry : plain.entrySet()) {
			entries.put(bytes(entry.getKey()), entry.getValue());
			if (++converted % ENTRIES_PER_COMMIT == 0) {
				store.commit();
			}
		}
		store.removeMap(plain);
		store.commit();
	}

	private static byte[] bytes(KeyValue key) {
		KeyValue normalized = key.normalized();
		byte[] bytes = {};
		for (Object value : normalized) {
			byte[] encoded = KeyBytes.of(value);
			if (encoded == null) {
				return serialized(normalized);
			}
			bytes = KeyRange.join(bytes, encoded);
		}
		return bytes;
	}

	private static byte[] serialized(KeyValue key) {
		WriteBuffer buffer = new WriteBuffer(MAX_KEY_BUFFER_BYTES);
		new ObjectDataType().write(buffer, key);
		return KeyRange.join(SERIALIZED, Arrays.copyOf(buffer.getBuffer().array(), buffer.position()));
	}

	@Override
	protected @Nullable Object removeDocument(KeyValue key) {
		return this.entries.remove(bytes(key));
	}

	@Override
	protected boolean putKeyPosition(KeyValue key, @Nullable Object position) {
		return this.entries.putIfAbsent(bytes(key), Missing.ofNullable(position)) == null;
	}

	@Override
	protected @Nullable Object getPosition(KeyValue key) {
		return this.entries.get(bytes(key));
	}

	@Override
	public boolean canHandle(Document query) {
		return query.values().stream().noneMatch(BsonRegularExpression::isRegularExpression) && super.canHandle(query);
	}

	@Override
	protected Iterable<Map.Entry<KeyValue, Object>> getIterable() {
		throw new UnsupportedOperationException("Only queries with a regular expression need this");
	}

	@Override
	public long getCount() {
		return this.entries.sizeAsLong();
	}

	@Override
	public boolean isEmpty() {
		return this.entries.isEmpty();
	}

	@Override
	public long getDataSize() {
		return getCount();
	}

}
