/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway.route;

import org.jspecify.annotations.NullMarked;
