package io.soundlift.embedded.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.ObjectDataType;
import org.jspecify.annotations.Nullable;

/**
 * An index that keeps the positions of documents in the order of some of their fields, in
 * a map of the store.
 * <p>
 * A document that has an array on the path of a field, or a value without an encoding, is
 * kept apart as a candidate for each query.
 */
final class OrderedIndex extends Index<Object> {

	/**
	 * Key of the definition by which the entries were made; lower than the key of each
	 * entry.
	 */
	private static final byte[] DEFINITION = { 0 };

	/**
	 * First byte of the keys of documents that are kept apart; higher than that of all
	 * others.
	 */
	private static final byte[] ASIDE = { (byte) 0xFF };

	private static final KeyRange ASIDE_RANGE = new KeyRange(ASIDE, new byte[] { ASIDE[0], ASIDE[0] });

	/**
	 * To be changed with the encoding, so that the indexes of existing files are rebuilt.
	 */
	private static final String FORMAT = "1 ";

	private static final int MAX_KEY_BUFFER_BYTES = 16;

	private final MVMap<byte[], Object> entries;

	private final List<FieldPath> paths;

	private final boolean sparse;

	OrderedIndex(MVMap<byte[], Object> entries, String name, List<IndexKey> keys, boolean sparse) {
		super(name, keys, sparse);
		this.entries = entries;
		this.paths = keys.stream().map((key) -> FieldPath.of(key.getKey())).toList();
		this.sparse = sparse;
	}

	/**
	 * Opens an index, or creates one that is still to be {@linkplain #build built}.
	 */
	static OrderedIndex open(MVStore store, String mapName, String name, List<IndexKey> keys, boolean sparse) {
		MVMap<byte[], Object> entries = store.openMap(mapName,
				new MVMap.Builder<byte[], Object>().keyType(ByteArrayDataType.INSTANCE));
		return new OrderedIndex(entries, name, keys, sparse);
	}

	/**
	 * Returns whether the index has all documents.
	 */
	boolean isBuilt() {
		return definition().equals(this.entries.get(DEFINITION));
	}

	/**
	 * Removes entries of an earlier definition or of an unfinished build.
	 */
	void beginBuild() {
		this.entries.clear();
	}

	void endBuild() {
		this.entries.put(DEFINITION, definition());
	}

	private String definition() {
		return FORMAT + this.sparse
				+ getKeys().stream()
					.map((key) -> ' ' + key.getKey() + (key.isAscending() ? " 1" : " -1"))
					.collect(Collectors.joining());
	}

	/**
	 * Returns the range of all entries that are in order.
	 */
	static KeyRange ordered() {
		return new KeyRange(KeyBytes.after(DEFINITION), ASIDE);
	}

	/**
	 * Returns whether a document is kept apart.
	 */
	boolean hasAside() {
		byte[] last = this.entries.lastKey();
		return last != null && last[0] == ASIDE[0];
	}

	/**
	 * Returns the number of entries within a range.
	 */
	long count(KeyRange range) {
		return rank(range.to()) - rank(range.from());
	}

	private long rank(byte[] key) {
		long index = this.entries.getKeyIndex(key);
		return (index >= 0) ? index : -index - 1;
	}

	/**
	 * Returns the positions of the documents within ranges.
	 * @param ranges the ranges, in ascending order
	 * @param reversed whether to return the last first
	 * @param aside whether to return the documents that are kept apart as well, after the
	 * others
	 */
	Positions positions(List<KeyRange> ranges, boolean reversed, boolean aside) {
		List<KeyRange> all = new ArrayList<>(ranges);
		if (reversed) {
			Collections.reverse(all);
		}
		if (aside) {
			all.add(ASIDE_RANGE);
		}
		return new EntryPositions(all, reversed);
	}

	@Override
	public void add(Document document, @Nullable Object position, MongoCollection<Object> collection) {
		add(document, position);
	}

	void add(Document document, @Nullable Object position) {
		byte[] key = key(document, position);
		if (key != null) {
			this.entries.put(key, Missing.ofNullable(position));
		}
	}

	@Override
	public @Nullable Object remove(Document document) {
		byte[] key = key(document, document.get("_id"));
		if (key != null) {
			this.entries.remove(key);
		}
		// the library takes the position from the index of ids
		return null;
	}

	/**
	 * Returns {@code true}, so that the library accepts that {@link #remove} returns no
	 * position.
	 */
	@Override
	protected boolean isSparse() {
		return true;
	}

	/**
	 * Returns whether documents that have none of the fields are omitted.
	 */
	boolean leavesOut() {
		return this.sparse;
	}

	@Override
	public void updateInPlace(Document oldDocument, Document newDocument, @Nullable Object position,
			MongoCollection<Object> collection) {
		byte[] oldKey = key(oldDocument, position);
		byte[] newKey = key(newDocument, position);
		if (Arrays.equals(oldKey, newKey)) {
			return;
		}
		if (oldKey != null) {
			this.entries.remove(oldKey);
		}
		if (newKey != null) {
			this.entries.put(newKey, Missing.ofNullable(position));
		}
	}

	/**
	 * Returns the key of a document.
	 * @return the key; {@code null} if the document is omitted
	 */
	private byte @Nullable [] key(Document document, @Nullable Object position) {
		byte[] values = values(document);
		return (values != null) ? KeyRange.join(values, position(position)) : null;
	}

	private byte @Nullable [] values(Document document) {
		byte[] values = {};
		boolean missing = this.sparse;
		for (int i = 0; i < this.paths.size(); i++) {
			Object value = this.paths.get(i).value(document);
			byte[] bytes = KeyBytes.of(value);
			if (bytes == null) {
				return ASIDE;
			}
			missing &= value instanceof Missing;
			values = KeyRange.join(values, getKeys().get(i).isAscending() ? bytes : KeyBytes.inverted(bytes));
		}
		return missing ? null : values;
	}

	private static byte[] position(@Nullable Object position) {
		// equal ids have equal bytes, as a replacement may write an int as a long
		Object normalized = new KeyValue(Collections.singletonList(position)).normalized().get(0);
		byte[] bytes = KeyBytes.of(normalized);
		if (bytes != null) {
			return bytes;
		}
		WriteBuffer buffer = new WriteBuffer(MAX_KEY_BUFFER_BYTES);
		new ObjectDataType().write(buffer, normalized);
		return Arrays.copyOf(buffer.getBuffer().array(), buffer.position());
	}

	@Override
	public @Nullable Object getPosition(Document document) {
		return null;
	}

	@Override
	public void checkAdd(Document document, MongoCollection<Object> collection) {
		// any document can be added
	}

	@Override
	public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Object> collection) {
		// any document can be added
	}

	@Override
	public boolean canHandle(Document query) {
		return false;
	}

	@Override
	public Iterable<Object> getPositions(Document query) {
		throw new UnsupportedOperationException("Only IndexedCollection plans queries by this index");
	}

	@Override
	public boolean isEmpty() {
		// otherwise the library would build it, separately and reading each document
		// twice
		return false;
	}

	@Override
	public long getCount() {
		return count(ordered()) + this.entries.sizeAsLong() - rank(ASIDE);
	}

	@Override
	public long getDataSize() {
		return getCount();
	}

	@Override
	public void drop() {
		// the database removes the map
	}

	/**
	 * Positions of the entries within ranges.
	 */
	private final class EntryPositions implements Positions {

		private final Iterator<KeyRange> ranges;

		private final boolean reversed;

		private @Nullable KeyRange range;

		private @Nullable Cursor<byte[], Object> cursor;

		private byte @Nullable [] last;

		EntryPositions(List<KeyRange> ranges, boolean reversed) {
			this.ranges = ranges.iterator();
			this.reversed = reversed;
		}

		@Override
		public @Nullable Object next() {
			while (this.range != null || this.ranges.hasNext()) {
				KeyRange within = (this.range != null) ? this.range : this.ranges.next();
				this.range = within;
				if (this.cursor == null) {
					this.cursor = cursor(within);
				}
				while (this.cursor.hasNext()) {
					byte[] key = this.cursor.next();
					// a cursor includes both ends
					if (within.contains(key) && !Arrays.equals(key, this.last)) {
						this.last = key;
						return Objects.requireNonNull(this.cursor.getValue());
					}
				}
				this.cursor = null;
				this.last = null;
				this.range = null;
			}
			return null;
		}

		private Cursor<byte[], Object> cursor(KeyRange within) {
			MVMap<byte[], Object> map = OrderedIndex.this.entries;
			return this.reversed ? map.cursor((this.last != null) ? this.last : within.to(), within.from(), true)
					: map.cursor((this.last != null) ? this.last : within.from(), within.to(), false);
		}

		@Override
		public void pause() {
			this.cursor = null;
		}

	}

}
