package io.soundlift.authserver.secret;

import java.util.Map;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.stereotype.Component;

/**
 * JSON form of settings, claims and authentications, with their types. Only the types
 * that Spring Security allows can be read back.
 */
@Component
public final class SecurityJson {

	private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {
	};

	private final JsonMapper mapper = JsonMapper.builder()
		.addModules(SecurityJacksonModules.getModules(SecurityJson.class.getClassLoader()))
		.build();

	/**
	 * Writes a map.
	 * @param map strings, numbers, booleans, instants, collections of the java.util
	 * package and Spring Security's own types
	 * @return the JSON
	 */
	public String write(Map<String, Object> map) {
		return this.mapper.writeValueAsString(map);
	}

	/**
	 * Reads a map.
	 * @param json what {@link #write} returned
	 * @return the map
	 */
	public Map<String, Object> read(String json) {
		return this.mapper.readValue(json, MAP);
	}

}
