/**
 * Counters for the metrics of several features.
 */
@NullMarked
package io.soundlift.authserver.metric;

import org.jspecify.annotations.NullMarked;
