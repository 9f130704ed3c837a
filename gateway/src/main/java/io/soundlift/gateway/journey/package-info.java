/**
 * The journey of a conversion, step by step.
 */
@NullMarked
package io.soundlift.gateway.journey;

import org.jspecify.annotations.NullMarked;
