/**
 * Delivery of events to webhooks.
 */
@NullMarked
package io.soundlift.notifier.webhook;

import org.jspecify.annotations.NullMarked;
