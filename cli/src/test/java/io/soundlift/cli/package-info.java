/**
 * Tests.
 */
@NullMarked
package io.soundlift.cli;

import org.jspecify.annotations.NullMarked;
