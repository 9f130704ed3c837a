/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway;

import org.jspecify.annotations.NullMarked;
