/**
 * Work on uploads before their last byte has arrived.
 */
@NullMarked
package io.soundlift.converter.growing;

import org.jspecify.annotations.NullMarked;
