/**
 * Reading and writing of MP3 files frame by frame, without decoding them.
 */
@NullMarked
package io.soundlift.converter.mpeg;

import org.jspecify.annotations.NullMarked;
