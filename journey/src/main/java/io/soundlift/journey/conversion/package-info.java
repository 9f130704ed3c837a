/**
 * The conversion: its document, its states and the only ways to change them.
 */
@NullMarked
package io.soundlift.journey.conversion;

import org.jspecify.annotations.NullMarked;
