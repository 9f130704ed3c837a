/**
 * Soundlift's converter, which extracts the audio of uploaded videos.
 */
@NullMarked
package io.soundlift.converter;

import org.jspecify.annotations.NullMarked;
