/**
 * Decision on how a video becomes an MP3, before any of its audio is encoded.
 */
@NullMarked
package io.soundlift.converter.plan;

import org.jspecify.annotations.NullMarked;
