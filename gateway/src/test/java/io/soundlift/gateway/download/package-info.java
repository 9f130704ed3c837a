/**
 * Tests of the gateway.
 */
@NullMarked
package io.soundlift.gateway.download;

import org.jspecify.annotations.NullMarked;
