/**
 * Webhooks of accounts, and the deliveries of events to them.
 */
@NullMarked
package io.soundlift.journey.webhook;

import org.jspecify.annotations.NullMarked;
