/**
 * Requests to untrusted servers: rules for their addresses, and a defensive HTTP client.
 */
@NullMarked
package io.soundlift.journey.outbound;

import org.jspecify.annotations.NullMarked;
