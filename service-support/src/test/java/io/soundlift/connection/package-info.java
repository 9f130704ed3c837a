/**
 * Tests for limits on connections.
 */
@NullMarked
package io.soundlift.connection;

import org.jspecify.annotations.NullMarked;
