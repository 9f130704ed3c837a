/**
 * Videos and MP3s in MongoDB, streamed both ways and never orphaned.
 */
@NullMarked
package io.soundlift.journey.file;

import org.jspecify.annotations.NullMarked;
