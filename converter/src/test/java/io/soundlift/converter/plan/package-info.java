/**
 * Tests of plans, by what comes out of them.
 */
@NullMarked
package io.soundlift.converter.plan;

import org.jspecify.annotations.NullMarked;
