/**
 * Tests.
 */
@NullMarked
package io.soundlift.cli.container;

import org.jspecify.annotations.NullMarked;
