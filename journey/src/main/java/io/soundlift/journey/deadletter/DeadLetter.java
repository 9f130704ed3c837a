package io.soundlift.journey.deadletter;

import java.util.Optional;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.amqp.core.Message;

/**
 * Reads the readable parts of a message that could not be processed.
 */
final class DeadLetter {

	private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

	private DeadLetter() {
	}

	/**
	 * Finds the conversion that a message is about.
	 * @param message any message
	 * @return the id; empty if the message names none
	 */
	static Optional<String> conversionId(Message message) {
		try {
			JsonNode id = JsonMapper.shared().readTree(message.getBody()).path("conversionId");
			return id.isString() ? Optional.of(id.stringValue()).filter((text) -> ID.matcher(text).matches())
					: Optional.empty();
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

}
