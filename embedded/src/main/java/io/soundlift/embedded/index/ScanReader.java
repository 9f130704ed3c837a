package io.soundlift.embedded.index;

import java.util.concurrent.atomic.LongAdder;

import de.bwaldvogel.mongo.bson.Document;
import io.soundlift.embedded.cursor.DocumentReader;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Reader of all documents of a collection, in the order of their positions.
 */
final class ScanReader implements DocumentReader {

	private final MVMap<Object, Document> documents;

	private final boolean reversed;

	private final LongAdder reads;

	private @Nullable Cursor<Object, Document> cursor;

	private @Nullable Object last;

	ScanReader(MVMap<Object, Document> documents, boolean reversed, LongAdder reads) {
		this.documents = documents;
		this.reversed = reversed;
		this.reads = reads;
	}

	@Override
	public @Nullable Document next() {
		if (this.cursor == null) {
			this.cursor = this.documents.cursor(this.last, null, this.reversed);
		}
		while (this.cursor.hasNext()) {
			Object position = this.cursor.next();
			if (this.last == null || this.documents.getKeyType().compare(position, this.last) != 0) {
				this.last = position;
				this.reads.increment();
				return this.cursor.getValue();
			}
		}
		return null;
	}

	@Override
	public void pause() {
		this.cursor = null;
	}

}
