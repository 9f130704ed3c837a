package io.soundlift.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.security.jackson.SecurityJacksonModules;

/**
 * Serialization of session attributes as JSON with their type, and deserialization if the
 * type is allowed. Java's own serialization would let a stored value choose any class.
 */
final class AttributeJson {

	/** Wrapper, since a bare value would have no type in its JSON. */
	private static final String VALUE = "value";

	private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {
	};

	private final JsonMapper mapper;

	AttributeJson(List<Class<?>> allowed) {
		BasicPolymorphicTypeValidator.Builder types = BasicPolymorphicTypeValidator.builder();
		types.allowIfSubType(Long.class);
		allowed.forEach(types::allowIfSubType);
		this.mapper = JsonMapper.builder()
			.addModules(SecurityJacksonModules.getModules(AttributeJson.class.getClassLoader(), types))
			.build();
	}

	/**
	 * Writes an attribute.
	 * @throws IllegalArgumentException if it could not be read back, so that a disallowed
	 * type is detected at once and causes no lost session
	 */
	byte[] write(String name, Object value) {
		try {
			byte[] json = this.mapper.writeValueAsBytes(wrap(value));
			read(json);
			return json;
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"Session attribute '%s' can't be stored as %s".formatted(name, value.getClass().getName()), ex);
		}
	}

	Object read(byte[] json) {
		Object value = this.mapper.readValue(json, MAP).get(VALUE);
		if (value == null) {
			throw new IllegalStateException("A session attribute has no value");
		}
		return value;
	}

	private static Map<String, Object> wrap(Object value) {
		Map<String, Object> wrapped = new HashMap<>();
		wrapped.put(VALUE, value);
		return wrapped;
	}

}
