/**
 * Tests.
 */
@NullMarked
package io.soundlift.cli.conversion;

import org.jspecify.annotations.NullMarked;
