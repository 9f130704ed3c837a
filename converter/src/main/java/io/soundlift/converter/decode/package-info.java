/**
 * Decodes the audio of a video into samples of one format, whatever the audio changes
 * into on its way.
 */
@NullMarked
package io.soundlift.converter.decode;

import org.jspecify.annotations.NullMarked;
