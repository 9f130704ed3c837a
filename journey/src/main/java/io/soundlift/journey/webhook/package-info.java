/**
 * Webhooks of accounts: where their owners want to hear of their conversions, and what is
 * to be delivered there.
 */
@NullMarked
package io.soundlift.journey.webhook;

import org.jspecify.annotations.NullMarked;
