/**
 * Structure of media files, as far as it tells which of their bytes the audio needs.
 */
@NullMarked
package io.soundlift.cli.container;

import org.jspecify.annotations.NullMarked;
