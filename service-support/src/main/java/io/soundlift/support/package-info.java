/**
 * What several services need in one way only: secrets, hashes, waits between tries,
 * threads and counters.
 */
@NullMarked
package io.soundlift.support;

import org.jspecify.annotations.NullMarked;
