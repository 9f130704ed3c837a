package io.soundlift.gateway.openapi;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Objects of JSON whose members keep their order.
 */
final class Json {

	private Json() {
	}

	/**
	 * Returns an object.
	 * @param namesAndValues names and values in turn
	 * @return the object, which can be changed
	 */
	static Map<String, Object> object(Object... namesAndValues) {
		Map<String, Object> object = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			object.put((String) namesAndValues[i], namesAndValues[i + 1]);
		}
		return object;
	}

}
