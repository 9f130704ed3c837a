/**
 * Tests for the API of webhooks.
 */
@NullMarked
package io.soundlift.gateway.webhook;

import org.jspecify.annotations.NullMarked;
