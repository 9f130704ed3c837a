/**
 * Tests for links to MP3s.
 */
@NullMarked
package io.soundlift.gateway.share;

import org.jspecify.annotations.NullMarked;
