/**
 * Tests for webhooks.
 */
@NullMarked
package io.soundlift.journey.webhook;

import org.jspecify.annotations.NullMarked;
