/**
 * Logs and spans: the export of log records, and what neither may contain.
 */
@NullMarked
package io.soundlift.telemetry;

import org.jspecify.annotations.NullMarked;
