/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway.conversion;

import org.jspecify.annotations.NullMarked;
