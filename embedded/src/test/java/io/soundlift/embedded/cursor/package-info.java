/**
 * Tests of answers in batches.
 */
@NullMarked
package io.soundlift.embedded.cursor;

import org.jspecify.annotations.NullMarked;
