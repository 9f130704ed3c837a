/**
 * Tests.
 */
@NullMarked
package io.soundlift.cli.local;

import org.jspecify.annotations.NullMarked;
