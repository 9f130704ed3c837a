/**
 * Tests.
 */
@NullMarked
package io.soundlift.cli.console;

import org.jspecify.annotations.NullMarked;
