package io.soundlift.embedded.cursor;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.CursorNotFoundException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OpenCursors}.
 */
class OpenCursorsTests {

	private static final Duration IDLE = Duration.ofMinutes(10);

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

	private final CursorRegistry registry = new CursorRegistry();

	private final OpenCursors cursors = new OpenCursors(this.registry, new OpenCursors.Limits(3, 1000, IDLE),
			this.now::get);

	private long open() {
		Document answer = this.cursors.open("test.things", new BatchedAnswer(new NoGuard(), OpenCursorsTests::ten), 2,
				false);
		return (answer.get("cursor") instanceof Document cursor && cursor.get("id") instanceof Long id) ? id : 0;
	}

	private static Answer ten() {
		Iterator<Document> documents = IntStream.range(0, 10).mapToObj((i) -> new Document("_id", i)).iterator();
		return new Answer(new DocumentReader() {

			@Override
			public @Nullable Document next() {
				return documents.hasNext() ? documents.next() : null;
			}

			@Override
			public void pause() {
				// nothing is held
			}

		}, 0, 0, UnaryOperator.identity());
	}

	private List<Document> more(long cursor, int size) {
		return this.registry.getCursor(cursor).takeDocuments(size);
	}

	@Test
	void goesOnWhereTheFirstBatchEnded() {
		long cursor = open();
		assertThat(more(cursor, 3)).extracting((document) -> document.get("_id")).containsExactly(2, 3, 4);
		assertThat(more(cursor, 0)).hasSize(5);
		assertThat(this.registry.getCursor(cursor).isEmpty()).isTrue();
	}

	@Test
	void endsLongestUnusedCursorWhenThereAreTooMany() {
		long first = open();
		long second = open();
		open();
		more(first, 1);
		open();
		assertThat(more(first, 1)).hasSize(1);
		assertThatExceptionOfType(CursorNotFoundException.class).isThrownBy(() -> more(second, 1));
		assertThat(this.registry.size()).isEqualTo(3);
	}

	@Test
	void endsCursorsThatAreUnusedForLong() {
		long unused = open();
		long used = open();
		this.now.set(Instant.EPOCH.plus(IDLE));
		more(used, 1);
		open();
		assertThatExceptionOfType(CursorNotFoundException.class).isThrownBy(() -> more(unused, 1));
		assertThat(more(used, 1)).hasSize(1);
	}

	private static final class NoGuard implements StoreGuard {

		@Override
		public <T> T read(Supplier<T> task) {
			return task.get();
		}

	}

}
