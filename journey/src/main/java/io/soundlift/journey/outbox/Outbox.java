package io.soundlift.journey.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The events of one conversion. There is one entry per type of event, which is reused
 * when the event has to be repeated, so that the document does not grow.
 *
 * @param videoUploaded the event that wakes up a converter
 * @param conversionFinished the event that wakes up the notifier, once there is one
 */
public record Outbox(OutboxEntry videoUploaded, @Nullable OutboxEntry conversionFinished) {
}
