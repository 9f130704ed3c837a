/**
 * Videos and MP3s in MongoDB, streamed in both directions and never orphaned.
 */
@NullMarked
package io.soundlift.journey.file;

import org.jspecify.annotations.NullMarked;
