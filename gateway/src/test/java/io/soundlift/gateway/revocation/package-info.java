/**
 * Tests for revocations.
 */
@NullMarked
package io.soundlift.gateway.revocation;

import org.jspecify.annotations.NullMarked;
