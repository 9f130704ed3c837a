package io.soundlift.embedded.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Choice of the index that answers a query with the fewest documents to read.
 */
final class QueryPlanner {

	/**
	 * Greatest number of combinations of single values that are looked up one by one.
	 */
	private static final int MAX_RANGES = 1000;

	/**
	 * Estimated share of the documents that are read before a limit is reached, if the
	 * number of matches is unknown: one in this number.
	 */
	private static final int READ_BEFORE_LIMIT = 10;

	/** Greatest number of branches of {@code $or} that are planned one by one. */
	private static final int MAX_BRANCHES = 16;

	private final List<? extends Index<Object>> indexes;

	QueryPlanner(List<? extends Index<Object>> indexes) {
		this.indexes = indexes;
	}

	/**
	 * Plans a query.
	 * @param query the filter
	 * @param orderBy the order, may be empty
	 * @param returned how many documents are skipped or returned at most; 0 for all
	 * @return the best plan; empty if each document has to be read
	 */
	Optional<QueryPlan> plan(Document query, @Nullable Document orderBy, long returned) {
		List<IndexKey> order = order(orderBy);
		if (order == null) {
			return Optional.empty();
		}
		Conditions conditions = Conditions.of(query);
		Stream<QueryPlan> single = this.indexes.stream()
			.flatMap((index) -> (index instanceof OrderedIndex ordered)
					? plan(ordered, conditions, order, returned).stream() : lookup(index, query, conditions).stream());
		return Stream.concat(single, union(query).stream())
			.min(Comparator.comparingLong(QueryPlan::cost)
				.thenComparing((plan) -> !plan.sorted())
				.thenComparing((plan) -> plan.count() < 0));
	}

	/**
	 * Plans each branch of {@code $or} by itself.
	 */
	private Optional<QueryPlan> union(Document query) {
		if (!(query.get("$or") instanceof List<?> branches) || branches.size() > MAX_BRANCHES) {
			return Optional.empty();
		}
		List<QueryPlan.Part> parts = new ArrayList<>();
		long cost = 0;
		Document rest = query.clone();
		rest.remove("$or");
		for (Object branch : branches) {
			Optional<QueryPlan> plan = (branch instanceof Document)
					? plan(new Document("$and", List.of(rest, branch)), null, 0) : Optional.empty();
			if (plan.isEmpty()) {
				return Optional.empty();
			}
			// a document that matches several branches belongs to the first
			Document filter = new Document("$and", List.of(branch));
			if (!parts.isEmpty()) {
				filter.append("$nor", List.copyOf(branches.subList(0, parts.size())));
			}
			parts.add(new QueryPlan.Part(plan.get().parts().get(0).positions(), filter));
			cost += plan.get().cost();
		}
		return Optional.of(new QueryPlan(parts, cost, false, -1));
	}

	/**
	 * Returns the fields of an order.
	 * @return the fields; {@code null} if the order is not one of fields
	 */
	private static @Nullable List<IndexKey> order(@Nullable Document orderBy) {
		List<IndexKey> order = new ArrayList<>();
		if (orderBy != null) {
			for (Map.Entry<String, Object> field : orderBy.entrySet()) {
				if (field.getKey().startsWith("$") || !(field.getValue() instanceof Number direction)) {
					return null;
				}
				order.add(new IndexKey(field.getKey(), direction.intValue() > 0));
			}
		}
		return order;
	}

	private static Optional<QueryPlan> lookup(Index<Object> index, Document query, Conditions conditions) {
		List<IndexKey> keys = index.getKeys();
		Document part = new Document();
		for (IndexKey key : keys) {
			KeyRanges values = conditions.field(key.getKey());
			Object value = query.get(key.getKey());
			boolean plain = KeyBytes.of(value) != null || keys.size() == 1 && isIn(value);
			if (value == null || !plain || !values.areValues() || !values.excludeNull()) {
				return Optional.empty();
			}
			part.put(key.getKey(), value);
		}
		if (!index.isUnique() || !index.canHandle(part)) {
			return Optional.empty();
		}
		Set<Object> positions = new LinkedHashSet<>();
		index.getPositions(part).forEach(positions::add);
		return Optional.of(new QueryPlan(() -> Positions.of(positions), positions.size(), false, -1));
	}

	private static boolean isIn(@Nullable Object value) {
		return value instanceof Document operators && operators.keySet().equals(Set.of("$in"))
				&& operators.get("$in") instanceof Collection;
	}

	private static Optional<QueryPlan> plan(OrderedIndex index, Conditions conditions, List<IndexKey> order,
			long returned) {
		if (!index.isBuilt() || index.leavesOut() && !excludesNull(index, conditions)) {
			return Optional.empty();
		}
		Set<String> used = new HashSet<>();
		List<KeyRange> ranges = ranges(index, conditions, used);
		boolean aside = index.hasAside();
		Boolean forward = aside ? null : forward(index, conditions, order);
		boolean sorted = forward != null && !order.isEmpty();
		if (used.isEmpty() && !sorted) {
			return Optional.empty();
		}
		long entries = ranges.stream().mapToLong(index::count).sum();
		boolean exact = !aside && conditions.areExact() && used.containsAll(conditions.fields());
		long cost = (sorted && returned > 0)
				? Math.min(entries, exact ? returned : Math.max(returned, entries / READ_BEFORE_LIMIT)) : entries;
		boolean reversed = Boolean.FALSE.equals(forward);
		return Optional
			.of(new QueryPlan(() -> index.positions(ranges, reversed, aside), cost, sorted, exact ? entries : -1));
	}

	private static boolean excludesNull(OrderedIndex index, Conditions conditions) {
		return index.getKeys().stream().anyMatch((key) -> conditions.field(key.getKey()).excludeNull());
	}

	/**
	 * Returns the ranges of an index that hold all documents that may match.
	 * @param used receives the fields that the ranges take into account
	 */
	private static List<KeyRange> ranges(OrderedIndex index, Conditions conditions, Set<String> used) {
		List<byte[]> prefixes = List.of(new byte[0]);
		for (IndexKey key : index.getKeys()) {
			KeyRanges field = conditions.field(key.getKey());
			List<KeyRange> values = key.isAscending() ? field.ranges() : field.inverted();
			if ((long) prefixes.size() * values.size() > MAX_RANGES) {
				break;
			}
			if (!field.excludesNothing()) {
				used.add(key.getKey());
			}
			List<KeyRange> ranges = prefixes.stream()
				.flatMap((prefix) -> values.stream().map((value) -> value.behind(prefix)))
				.toList();
			if (!field.areValues()) {
				return ranges;
			}
			prefixes = ranges.stream().map(KeyRange::from).toList();
		}
		return prefixes.stream()
			.map((prefix) -> (prefix.length > 0) ? KeyRange.of(prefix) : OrderedIndex.ordered())
			.toList();
	}

	/**
	 * Returns the direction in which an index has the order that a query requests.
	 * @return whether it is forward; {@code null} if the index has another order
	 */
	private static @Nullable Boolean forward(OrderedIndex index, Conditions conditions, List<IndexKey> order) {
		Set<String> single = index.getKeys()
			.stream()
			.map(IndexKey::getKey)
			.filter((field) -> conditions.field(field).isOneValue())
			.collect(Collectors.toSet());
		Iterator<IndexKey> keys = index.getKeys().stream().filter((key) -> !single.contains(key.getKey())).iterator();
		Boolean forward = null;
		for (IndexKey wanted : order) {
			if (single.contains(wanted.getKey())) {
				continue;
			}
			if (!keys.hasNext()) {
				return null;
			}
			IndexKey key = keys.next();
			boolean same = key.isAscending() == wanted.isAscending();
			if (!key.getKey().equals(wanted.getKey()) || forward != null && forward != same) {
				return null;
			}
			forward = same;
		}
		return (forward != null) ? forward : Boolean.TRUE;
	}

}
