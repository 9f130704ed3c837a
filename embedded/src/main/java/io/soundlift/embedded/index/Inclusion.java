package io.soundlift.embedded.index;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Projection to some fields, which is prepared once for all documents of an answer. Other
 * kinds of projections, and documents with arrays on the path to a field, are left to
 * another projection.
 */
final class Inclusion implements UnaryOperator<Document> {

	private static final String ID = "_id";

	private final Map<String, Field> fields;

	private final UnaryOperator<Document> other;

	private Inclusion(Map<String, Field> fields, UnaryOperator<Document> other) {
		this.fields = fields;
		this.other = other;
	}

	/**
	 * Returns a projection equivalent to another one, faster if possible.
	 * @param projection fields to include by their paths
	 * @param other the other projection
	 * @return a projection
	 */
	static UnaryOperator<Document> of(Document projection, UnaryOperator<Document> other) {
		Map<String, Field> fields = new HashMap<>();
		fields.put(ID, new Field(null));
		for (Map.Entry<String, Object> entry : projection.entrySet()) {
			String path = entry.getKey();
			boolean included = entry.getValue() instanceof Number || entry.getValue() instanceof Boolean;
			if (path.equals(ID) || !included || !Utils.isTrue(entry.getValue()) || !add(fields, path)) {
				return other;
			}
		}
		return new Inclusion(fields, other);
	}

	/**
	 * Adds a path.
	 * @return whether that is possible, with nothing else at or below it
	 */
	private static boolean add(Map<String, Field> fields, String path) {
		int dot = path.indexOf('.');
		if (path.isEmpty() || dot == 0 || path.startsWith("$")) {
			return false;
		}
		if (dot < 0) {
			return fields.put(path, new Field(null)) == null;
		}
		Field parent = fields.computeIfAbsent(path.substring(0, dot), (name) -> new Field(new HashMap<>()));
		return parent.children() != null && add(parent.children(), path.substring(dot + 1));
	}

	@Override
	public Document apply(Document document) {
		Document projected = project(document, this.fields);
		return (projected != null) ? projected : this.other.apply(document);
	}

	private static @Nullable Document project(Document document, Map<String, Field> fields) {
		Document projected = new Document();
		for (Map.Entry<String, Object> entry : document.entrySet()) {
			Field field = fields.get(entry.getKey());
			if (field == null) {
				continue;
			}
			Object value = entry.getValue();
			if (field.children() == null) {
				projected.put(entry.getKey(), value);
			}
			else if (value instanceof Document inner) {
				Document part = project(inner, field.children());
				if (part == null) {
					return null;
				}
				projected.put(entry.getKey(), part);
			}
			else if (value instanceof Iterable) {
				return null;
			}
		}
		return projected;
	}

	/**
	 * A name on the path to included fields.
	 *
	 * @param children next names in paths; {@code null} if it is included itself
	 */
	private record Field(@Nullable Map<String, Field> children) {
	}

}
