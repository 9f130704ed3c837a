package io.soundlift.gateway.openapi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soundlift.journey.conversion.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * JSON schemas of the records that answers are made of. A component that can be
 * {@code null} is one that can be absent.
 */
final class Schemas {

	private final Javadocs javadocs;

	private final Map<String, Object> components = new TreeMap<>();

	Schemas(Javadocs javadocs) {
		this.javadocs = javadocs;
	}

	/**
	 * Returns the schemas that have a name.
	 */
	Map<String, Object> components() {
		return this.components;
	}

	/**
	 * Adds a schema under a name.
	 */
	void add(String name, Map<String, Object> schema) {
		this.components.put(name, schema);
	}

	/**
	 * Returns a reference to the schema of a name.
	 */
	static Map<String, Object> reference(String name) {
		return Map.of("$ref", "#/components/schemas/" + name);
	}

	/**
	 * Returns the schema of a type.
	 */
	Map<String, Object> of(Type type) {
		if (type instanceof ParameterizedType generic) {
			Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
			return (generic.getRawType() == List.class) ? Json.object("type", "array", "items", of(last))
					: Json.object("type", "object", "additionalProperties", of(last));
		}
		Class<?> simple = (Class<?>) type;
		if (simple.isArray()) {
			return Json.object("type", "array", "items", of(simple.getComponentType()));
		}
		if (simple.isRecord() || simple.isEnum()) {
			String name = name(simple);
			if (!this.components.containsKey(name)) {
				// first, since a type may contain itself
				this.components.put(name, Map.of());
				this.components.put(name, simple.isRecord() ? record(simple) : constants(simple));
			}
			return reference(name);
		}
		return value(simple);
	}

	private static Map<String, Object> value(Class<?> type) {
		if (type == Object.class) {
			return Map.of();
		}
		if (type == String.class) {
			return Json.object("type", "string");
		}
		if (type == Instant.class) {
			return Json.object("type", "string", "format", "date-time");
		}
		if (type == URI.class) {
			return Json.object("type", "string", "format", "uri");
		}
		if (type == boolean.class || type == Boolean.class) {
			return Json.object("type", "boolean");
		}
		if (type == int.class || type == Integer.class) {
			return Json.object("type", "integer", "format", "int32");
		}
		if (type == long.class || type == Long.class) {
			return Json.object("type", "integer", "format", "int64");
		}
		if (type == double.class || type == Double.class || type == BigDecimal.class) {
			return Json.object("type", "number");
		}
		throw new IllegalArgumentException("No schema is known for " + type);
	}

	private Map<String, Object> constants(Class<?> type) {
		Map<String, Object> schema = described(this.javadocs.of(type), Json.object("type", "string"));
		schema.put("enum", Arrays.stream(type.getEnumConstants()).map(String::valueOf).toList());
		return schema;
	}

	private Map<String, Object> record(Class<?> type) {
		Map<String, Object> properties = new LinkedHashMap<>();
		List<String> required = new ArrayList<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String description = this.javadocs.ofComponent(type, component.getName());
			if (component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)) {
				for (Tag tag : Tag.values()) {
					properties.put(tag.option(), Json.object("type", "string", "maxLength", tag.maxCodePoints()));
				}
				continue;
			}
			properties.put(component.getName(), described(description, of(component.getGenericType())));
			if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
				required.add(component.getName());
			}
			else if (!leavesOutNull(type)) {
				throw new IllegalStateException("%s has no @JsonInclude, so %s can be null".formatted(type, component));
			}
		}
		Map<String, Object> schema = described(this.javadocs.of(type), Json.object("type", "object"));
		schema.put("properties", properties);
		if (!required.isEmpty()) {
			schema.put("required", required);
		}
		return schema;
	}

	private static boolean leavesOutNull(Class<?> type) {
		JsonInclude include = type.getAnnotation(JsonInclude.class);
		return include != null && include.value() == JsonInclude.Include.NON_NULL;
	}

	/**
	 * Returns the name of a type without what is an implementation's matter.
	 */
	private static String name(Class<?> type) {
		String name = type.getSimpleName().replaceFirst("View$", "");
		Class<?> outer = type.getEnclosingClass();
		if (outer == null || outer.getSimpleName().endsWith("Controller")) {
			return name;
		}
		String prefix = name(outer);
		return name.startsWith(prefix) ? name : prefix + name;
	}

	static Map<String, Object> described(@Nullable String description, Map<String, Object> schema) {
		Map<String, Object> described = new LinkedHashMap<>(schema);
		if (description != null && !description.isEmpty()) {
			described.put("description", StringUtils.capitalize(description));
		}
		return described;
	}

}
