/**
 * Tests of the sandbox.
 */
@NullMarked
package io.soundlift.converter.sandbox;

import org.jspecify.annotations.NullMarked;
