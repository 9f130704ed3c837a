/**
 * Tests for connections of strangers.
 */
@NullMarked
package io.soundlift.gateway.connection;

import org.jspecify.annotations.NullMarked;
