package io.soundlift.embedded.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Documents, filters and updates by a seed, in which equal values are frequent.
 */
final class RandomDocuments {

	private static final List<String> FIELDS = List.of("a", "b", "c.d", "e");

	private static final List<String> OPERATORS = List.of("$eq", "$gt", "$gte", "$lt", "$lte", "$ne");

	private final Random random;

	private final boolean plain;

	/**
	 * Creates documents.
	 * @param seed the seed
	 * @param plain whether each value has a place in the order of an index
	 */
	RandomDocuments(long seed, boolean plain) {
		this.random = new Random(seed);
		this.plain = plain;
	}

	int number(int bound) {
		return this.random.nextInt(bound);
	}

	Document document(Object id) {
		Document document = new Document("_id", id);
		if (likely()) {
			document.append("a", value());
		}
		if (likely()) {
			document.append("b", value());
		}
		if (likely()) {
			document.append("c", likely() ? new Document("d", value()) : value());
		}
		if (likely()) {
			document.append("e", number(5));
		}
		if (!this.plain && number(20) == 0) {
			document.append("c", List.of(new Document("d", value()), new Document("f", value()), number(3)));
		}
		return document;
	}

	private boolean likely() {
		return number(5) > 0;
	}

	private @Nullable Object value() {
		if (!this.plain && number(30) == 0) {
			return unusual();
		}
		return switch (number(10)) {
			case 0 -> null;
			case 1, 2, 3 -> number(6);
			case 4 -> (long) number(6);
			case 5 -> number(12) / 2.0 - 1;
			case 6 -> (number(2) == 0) ? Long.MAX_VALUE - number(3) : 5_000_000_000L - number(3);
			case 7 -> List.of("", "a", "a\0", "ab", "\u00e9", "\ud83d\ude00", "\uffee").get(number(7));
			case 8 -> Date.from(Instant.ofEpochMilli(1000L * (number(6) - 3)));
			default -> (number(2) == 0) ? number(2) == 0 : new ObjectId(String.format("%024x", number(4)));
		};
	}

	private Object unusual() {
		List<Supplier<Object>> values = List.of(() -> List.of(number(6), number(6)), List::of,
				() -> List.of(List.of(number(3)), "a"), () -> new Document("x", number(3)),
				() -> new Decimal128(number(6)), () -> Double.NaN, () -> Double.POSITIVE_INFINITY,
				() -> 5_000_000_000.5 + number(2), () -> new byte[] { (byte) number(3) });
		return values.get(number(values.size())).get();
	}

	Document filter() {
		Document filter = new Document();
		int fields = number(4);
		for (int i = 0; i < fields; i++) {
			filter.append(field(), condition());
		}
		if (number(8) == 0) {
			filter.append("$or", List.of(new Document(field(), condition()).append("e", condition()),
					new Document(field(), condition()).append("e", condition())));
		}
		if (number(8) == 0) {
			filter.append("$and", List.of(new Document("a", condition()), new Document("a", condition())));
		}
		if (number(10) == 0) {
			filter.append("_id", (number(2) == 0) ? number(40) : new Document("$in", List.of(number(40), 3L, "none")));
		}
		return filter;
	}

	private String field() {
		return FIELDS.get(number(FIELDS.size()));
	}

	private @Nullable Object condition() {
		return switch (number(8)) {
			case 0, 1 -> value();
			case 2 -> {
				List<Object> values = new ArrayList<>();
				for (int i = number(4); i > 0; i--) {
					values.add(value());
				}
				yield new Document("$in", values);
			}
			case 3 -> new Document("$exists", number(2) == 0);
			case 4 -> new Document("$ne", null);
			case 5 -> new Document("$gte", number(4)).append("$lt", number(6));
			default -> new Document(OPERATORS.get(number(OPERATORS.size())), value());
		};
	}

	Document order() {
		Document order = new Document();
		for (int i = number(3); i > 0; i--) {
			order.append(field(), (number(2) == 0) ? 1 : -1);
		}
		return order;
	}

	Document projection() {
		Document projection = new Document();
		List<String> names = List.of("a", "b", (number(2) == 0) ? "c.d" : "c.d.x", "c.f", "e", "none.d");
		for (int i = number(4); i > 0; i--) {
			projection.append(names.get(number(names.size())), List.of(1, true, 1.0).get(number(3)));
		}
		if (number(6) == 0) {
			projection.append("_id", number(2));
		}
		return projection;
	}

	Document update() {
		return switch (number(4)) {
			case 0 -> new Document("$unset", new Document("a", 1));
			case 1 -> new Document("$set", new Document("c", new Document("d", value())));
			case 2 -> new Document("$set", new Document("a", value()).append("e", number(5)));
			default -> new Document("$set", new Document("b", value()));
		};
	}

}
