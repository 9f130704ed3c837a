/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway.limit;

import org.jspecify.annotations.NullMarked;
