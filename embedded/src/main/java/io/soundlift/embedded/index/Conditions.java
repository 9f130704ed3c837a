package io.soundlift.embedded.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of a query on single fields. They hold for documents without an array on the
 * path of the field; unsupported conditions exclude nothing.
 */
final class Conditions {

	private final Map<String, KeyRanges> fields = new HashMap<>();

	private boolean exact = true;

	private Conditions() {
	}

	static Conditions of(Document query) {
		Conditions conditions = new Conditions();
		query.forEach(conditions::add);
		return conditions;
	}

	/**
	 * Returns the values that a field may have.
	 * @param field the path of the field
	 */
	KeyRanges field(String field) {
		return this.fields.getOrDefault(field, KeyRanges.unknown());
	}

	/**
	 * Returns the fields with conditions in the query.
	 */
	Set<String> fields() {
		return this.fields.keySet();
	}

	/**
	 * Returns whether a document matches if and only if its fields have values within the
	 * ranges.
	 */
	boolean areExact() {
		return this.exact && this.fields.values().stream().allMatch(KeyRanges::exact);
	}

	private void add(String key, @Nullable Object value) {
		if ("$and".equals(key) && value instanceof Collection<?> all) {
			all.forEach((each) -> addAll(each));
		}
		else if ("$or".equals(key) && value instanceof Collection<?> any) {
			addAny(any);
		}
		else if (key.startsWith("$") || key.isEmpty() || key.startsWith(".") || key.endsWith(".")
				|| key.contains("..")) {
			this.exact = false;
		}
		else {
			demand(key, ranges(value));
		}
	}

	private void demand(String field, KeyRanges ranges) {
		this.fields.merge(field, ranges, KeyRanges::intersect);
	}

	private void addAll(@Nullable Object query) {
		if (query instanceof Document document) {
			document.forEach(this::add);
		}
		else {
			this.exact = false;
		}
	}

	private void addAny(Collection<?> queries) {
		this.exact = false;
		Map<String, KeyRanges> common = null;
		for (Object query : queries) {
			if (!(query instanceof Document document)) {
				return;
			}
			Conditions branch = of(document);
			if (common == null) {
				common = new HashMap<>(branch.fields);
			}
			else {
				common.keySet().retainAll(branch.fields.keySet());
				common.replaceAll((field, ranges) -> ranges.union(branch.field(field)));
			}
		}
		if (common != null) {
			common.forEach(this::demand);
		}
	}

	private static KeyRanges ranges(@Nullable Object value) {
		if (!(value instanceof Document operators)) {
			return equal(value);
		}
		if (BsonRegularExpression.isRegularExpression(value) || operators.isEmpty()) {
			return KeyRanges.unknown();
		}
		KeyRanges ranges = new KeyRanges(KeyRanges.unknown().ranges(), true);
		for (Map.Entry<String, Object> operator : operators.entrySet()) {
			ranges = ranges.intersect(ranges(operator.getKey(), operator.getValue()));
		}
		return ranges;
	}

	private static KeyRanges ranges(String operator, @Nullable Object value) {
		return switch (operator) {
			case "$eq" -> equal(value);
			case "$in" -> (value instanceof Collection<?> values) ? in(values) : KeyRanges.unknown();
			case "$gt", "$gte", "$lt", "$lte" -> compared(operator, value);
			case "$ne" -> (value != null) ? KeyRanges.unknown() : KeyRanges.exactly(KeyBytes.notNull());
			case "$exists" ->
				Boolean.FALSE.equals(value) ? new KeyRanges(equal(null).ranges(), false) : KeyRanges.unknown();
			default -> KeyRanges.unknown();
		};
	}

	private static KeyRanges equal(@Nullable Object value) {
		byte[] bytes = KeyBytes.of(value);
		return (bytes != null) ? KeyRanges.exactly(KeyRange.of(bytes)) : KeyRanges.unknown();
	}

	private static KeyRanges in(Collection<?> values) {
		return KeyRanges.union(values.stream().map(Conditions::equal).toList());
	}

	private static KeyRanges compared(String operator, @Nullable Object value) {
		byte[] bytes = KeyBytes.of(value);
		if (value == null || bytes == null) {
			return KeyRanges.unknown();
		}
		KeyRange type = KeyBytes.sameType(bytes);
		return KeyRanges.exactly(switch (operator) {
			case "$gt" -> new KeyRange(KeyBytes.after(bytes), type.to());
			case "$gte" -> new KeyRange(bytes, type.to());
			case "$lt" -> new KeyRange(type.from(), bytes);
			default -> new KeyRange(type.from(), KeyBytes.after(bytes));
		});
	}

}
