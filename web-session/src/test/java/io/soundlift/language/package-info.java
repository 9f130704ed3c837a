/**
 * Tests of the languages.
 */
@NullMarked
package io.soundlift.language;

import org.jspecify.annotations.NullMarked;
