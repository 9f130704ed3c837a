/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway.space;

import org.jspecify.annotations.NullMarked;
