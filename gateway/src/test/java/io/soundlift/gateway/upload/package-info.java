/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway.upload;

import org.jspecify.annotations.NullMarked;
