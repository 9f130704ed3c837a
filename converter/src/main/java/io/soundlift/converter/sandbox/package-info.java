/**
 * Starts programs that read what strangers send, within the isolation layers that this
 * system can put up.
 */
@NullMarked
package io.soundlift.converter.sandbox;

import org.jspecify.annotations.NullMarked;
