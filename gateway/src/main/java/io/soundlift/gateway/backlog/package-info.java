/**
 * Metrics of waiting work, for operators.
 */
@NullMarked
package io.soundlift.gateway.backlog;

import org.jspecify.annotations.NullMarked;
