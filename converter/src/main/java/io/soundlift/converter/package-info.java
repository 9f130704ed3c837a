/**
 * Soundlift's converter: takes the audio out of uploaded videos.
 */
@NullMarked
package io.soundlift.converter;

import org.jspecify.annotations.NullMarked;
