/**
 * Tests for resumable uploads.
 */
@NullMarked
package io.soundlift.gateway.resumable;

import org.jspecify.annotations.NullMarked;
