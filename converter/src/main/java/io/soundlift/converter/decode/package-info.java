/**
 * Decodes the sound of a video into samples of one format, whatever the sound changes
 * into on its way.
 */
@NullMarked
package io.soundlift.converter.decode;

import org.jspecify.annotations.NullMarked;
