/**
 * Messages that wake up the next service, and publisher confirms.
 */
@NullMarked
package io.soundlift.journey.message;

import org.jspecify.annotations.NullMarked;
