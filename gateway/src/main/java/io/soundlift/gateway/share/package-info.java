/**
 * Links that give others access to an MP3 until they expire or are revoked.
 */
@NullMarked
package io.soundlift.gateway.share;

import org.jspecify.annotations.NullMarked;
