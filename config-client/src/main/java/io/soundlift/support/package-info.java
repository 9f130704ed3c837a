/**
 * What every service needs in one way only: secrets, hashes, waits between tries,
 * threads, and the advice at a start that fails.
 */
@NullMarked
package io.soundlift.support;

import org.jspecify.annotations.NullMarked;
