/**
 * Tests for what operators see of the work that waits.
 */
@NullMarked
package io.soundlift.gateway.backlog;

import org.jspecify.annotations.NullMarked;
