/**
 * The whole system, started from its jars as users start it.
 */
@NullMarked
package io.soundlift.system;

import org.jspecify.annotations.NullMarked;
