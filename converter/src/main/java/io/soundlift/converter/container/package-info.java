/**
 * Reads from the headers of media files how long the files were when they were complete.
 */
@NullMarked
package io.soundlift.converter.container;

import org.jspecify.annotations.NullMarked;
