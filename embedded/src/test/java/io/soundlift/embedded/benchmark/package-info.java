/**
 * Programs of {@code benchmarks/store}.
 */
@NullMarked
package io.soundlift.embedded.benchmark;

import org.jspecify.annotations.NullMarked;
