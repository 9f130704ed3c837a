/**
 * Soundlift's converter: takes the sound out of uploaded videos.
 */
@NullMarked
package io.soundlift.converter;

import org.jspecify.annotations.NullMarked;
