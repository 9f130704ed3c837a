package io.soundlift.journey.outbox;

/**
 * Notice to the relay of this process that a conversion's event can be published now.
 *
 * @param conversionId the conversion
 * @param type the event
 */
public record EventDue(String conversionId, EventType type) {
}
