package io.soundlift.cli.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;

/**
 * A message in the queue {@code letters.parked}. Its content is written by its sender,
 * and not trusted.
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
	 * Returns the id that the service or the sender assigned.
	 */
	String id() {
		String id = this.properties.getMessageId();
		return (id != null) ? printable(id) : "-";
	}

	/**
	 * Returns the queue from which it was dead-lettered.
	 * @return the queue; empty if it was not dead-lettered from a queue
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
	 * Returns the reason for its dead-lettering: the exception, or the reason recorded by
	 * the broker.
	 */
	String cause() {
		return header("x-exception-message").or(() -> header("x-death")).orElse("not known");
	}

	String text() {
		return printable(new String(this.body, StandardCharsets.UTF_8));
	}

	/**
	 * Returns the properties for resending it: its own, without those added by
	 * dead-lettering.
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
	 * Removes control characters of untrusted text.
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
