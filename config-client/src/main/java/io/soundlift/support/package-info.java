/**
 * What every service needs in one way only: hashes, waits between tries, threads.
 */
@NullMarked
package io.soundlift.support;

import org.jspecify.annotations.NullMarked;
