/**
 * Tests of the converter's ffmpeg package.
 */
@NullMarked
package io.soundlift.converter.ffmpeg;

import org.jspecify.annotations.NullMarked;
