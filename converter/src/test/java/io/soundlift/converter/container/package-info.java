/**
 * Tests on what headers of media files say about lengths.
 */
@NullMarked
package io.soundlift.converter.container;

import org.jspecify.annotations.NullMarked;
