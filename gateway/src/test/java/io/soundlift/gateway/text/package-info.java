/**
 * Tests of the texts.
 */
@NullMarked
package io.soundlift.gateway.text;

import org.jspecify.annotations.NullMarked;
