package io.soundlift.journey.trace;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A step of a conversion's journey as it is stored for its owner. It is recorded with the
 * span of the same name, and does not depend on whether spans are exported.
 *
 * @param stepId the same as long as the step is known
 * @param name name of its span
 * @param service name of the service that it happened in
 * @param startedAt when it began
 * @param endedAt when it ended; {@code null} if it has not
 * @param failed whether it ended by an exception, or never ended
 * @param attributes its attributes by name: numbers, {@code true} and words
 * @param parts the steps that it consists of, in the order of their beginnings
 */
public record JourneyStep(String stepId, String name, String service, Instant startedAt, @Nullable Instant endedAt,
		boolean failed, Map<String, Object> attributes, List<JourneyStep> parts) {

	@SuppressWarnings("NullAway") // the database may omit empty values
	public JourneyStep {
		attributes = Objects.requireNonNullElse(attributes, Map.of());
		parts = Objects.requireNonNullElse(parts, List.of());
	}

	/**
	 * Creates a step without parts.
	 * @param stepId an id that no other step of the journey has
	 * @param name name of its span
	 * @param service name of the service that it happened in
	 * @param startedAt when it began
	 * @param endedAt when it ended; {@code null} if it has not
	 * @param attributes what is known of it
	 * @return the step
	 */
	public static JourneyStep of(String stepId, String name, String service, Instant startedAt,
			@Nullable Instant endedAt, Map<String, Object> attributes) {
		return new JourneyStep(stepId, name, service, startedAt, endedAt, false, attributes, List.of());
	}

	/**
	 * Returns this step with an end.
	 * @param end when it ended
	 * @return the step
	 */
	public JourneyStep ended(Instant end) {
		return new JourneyStep(this.stepId, this.name, this.service, this.startedAt, end, this.failed, this.attributes,
				this.parts);
	}

	/**
	 * Returns this step as an interrupted one, with its unfinished parts interrupted as
	 * well.
	 * @param end when the work on it stopped
	 * @param further further attributes
	 * @return the step, failed
	 */
	public JourneyStep brokenOff(Instant end, Map<String, Object> further) {
		Map<String, Object> all = new HashMap<>(this.attributes);
		all.putAll(further);
		return new JourneyStep(this.stepId, this.name, this.service, this.startedAt, end, true, all,
				this.parts.stream()
					.map((part) -> (part.endedAt() != null) ? part : part.brokenOff(end, Map.of()))
					.toList());
	}

	/**
	 * Returns this step as it is stored.
	 * @return a document with a field for each component
	 */
	public Document toDocument() {
		Document document = new Document("stepId", this.stepId).append("name", this.name)
			.append("service", this.service)
			.append("startedAt", this.startedAt)
			.append("failed", this.failed)
			.append("attributes", new Document(this.attributes))
			.append("parts", this.parts.stream().map(JourneyStep::toDocument).toList());
		return (this.endedAt != null) ? document.append("endedAt", this.endedAt) : document;
	}

}
