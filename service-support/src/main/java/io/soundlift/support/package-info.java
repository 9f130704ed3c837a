/**
 * Code that several services need in the same form: secrets, hashes, waits between tries,
 * threads and counters.
 */
@NullMarked
package io.soundlift.support;

import org.jspecify.annotations.NullMarked;
