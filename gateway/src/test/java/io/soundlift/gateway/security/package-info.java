/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway.security;

import org.jspecify.annotations.NullMarked;
