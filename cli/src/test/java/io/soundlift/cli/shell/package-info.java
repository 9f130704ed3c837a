/**
 * Tests.
 */
@NullMarked
package io.soundlift.cli.shell;

import org.jspecify.annotations.NullMarked;
