/**
 * Structure of media files, as far as needed to find the bytes that the audio requires.
 */
@NullMarked
package io.soundlift.cli.container;

import org.jspecify.annotations.NullMarked;
