/**
 * Webhooks of accounts over the API.
 */
@NullMarked
package io.soundlift.gateway.webhook;

import org.jspecify.annotations.NullMarked;
