/**
 * Tests for ordered secondary indexes.
 */
@NullMarked
package io.soundlift.embedded.index;

import org.jspecify.annotations.NullMarked;
