/**
 * Readers of media file headers for what ffmpeg does not report: the length of the
 * complete file, where its audio is, and audio that can't be decoded.
 */
@NullMarked
package io.soundlift.converter.container;

import org.jspecify.annotations.NullMarked;
