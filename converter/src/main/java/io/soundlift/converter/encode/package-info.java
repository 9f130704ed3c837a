/**
 * Encoding of the MP3 of a plan: on all cores, with the same bytes whatever their number.
 */
@NullMarked
package io.soundlift.converter.encode;

import org.jspecify.annotations.NullMarked;
