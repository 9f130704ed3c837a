/**
 * What happened to a conversion, step by step, out of its trace.
 */
@NullMarked
package io.soundlift.gateway.journey;

import org.jspecify.annotations.NullMarked;
