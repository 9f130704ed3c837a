package io.soundlift.cli.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;

/**
 * A message in the queue {@code letters.parked}. What it says was written by whoever sent
 * it.
 *
 * @param deliveryTag number by which it is acknowledged
 * @param properties its AMQP properties
 * @param body its content
 */
record ParkedDeadLetter(long deliveryTag, BasicProperties properties, byte[] body) {

	private static final int SHOWN = 200;

	static ParkedDeadLetter of(GetResponse response) {
		return new ParkedDeadLetter(response.getEnvelope().getDeliveryTag(), response.getProps(), response.getBody());
	}

	/**
	 * Returns the id that the service gave it, or its sender.
	 */
	String id() {
		String id = this.properties.getMessageId();
		return (id != null) ? printable(id) : "-";
	}

	/**
	 * Returns the queue that it was read from when it died.
	 * @return the queue; empty if somebody else has put it here
	 */
	Optional<String> queue() {
		return header("soundlift-queue");
	}

	Optional<Instant> parkedAt() {
		return (headers().get("soundlift-parked-at") instanceof Long millis) ? Optional.of(Instant.ofEpochMilli(millis))
				: Optional.empty();
	}

	String reason() {
		return header("soundlift-parked-reason").orElse("Not known.");
	}

	/**
	 * Returns what killed it: the exception, or what the broker has written down.
	 */
	String cause() {
		return header("x-exception-message").or(() -> header("x-death")).orElse("not known");
	}

	String text() {
		return printable(new String(this.body, StandardCharsets.UTF_8));
	}

	/**
	 * Returns the properties to send it again with: its own, without what its death has
	 * added.
	 */
	BasicProperties revived() {
		Map<String, Object> headers = new HashMap<>(headers());
		headers.keySet().removeIf(ParkedDeadLetter::isOfDeath);
		return this.properties.builder().headers(headers).deliveryMode(2).build();
	}

	private static boolean isOfDeath(String header) {
		return header.startsWith("soundlift-") || header.startsWith("x-") || header.equals("retry-count");
	}

	private Map<String, Object> headers() {
		Map<String, Object> headers = this.properties.getHeaders();
		return (headers != null) ? headers : Map.of();
	}

	private Optional<String> header(String name) {
		return Optional.ofNullable(headers().get(name)).map(String::valueOf).map(ParkedDeadLetter::printable);
	}

	/**
	 * Keeps strangers' text from steering the terminal.
	 */
	private static String printable(String text) {
		String clean = text.codePoints()
			.limit(SHOWN)
			.map((point) -> isPrintable(point) ? point : '\uFFFD')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		return (text.codePointCount(0, text.length()) > SHOWN) ? clean + "..." : clean;
	}

	private static boolean isPrintable(int point) {
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
