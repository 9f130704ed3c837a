/**
 * Decoding of the audio of a video into samples of one format, even if the audio changes
 * its format midway.
 */
@NullMarked
package io.soundlift.converter.decode;

import org.jspecify.annotations.NullMarked;
