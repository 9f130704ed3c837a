/**
 * Answers of the embedded store that are read a batch at a time.
 */
@NullMarked
package io.soundlift.embedded.cursor;

import org.jspecify.annotations.NullMarked;
