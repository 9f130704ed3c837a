/**
 * Programs of {@code benchmarks/store}.
 */
@NullMarked
package io.soundlift.cli.benchmark;

import org.jspecify.annotations.NullMarked;
