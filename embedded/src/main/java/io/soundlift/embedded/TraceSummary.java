package io.soundlift.embedded;

import java.time.Instant;

/**
 * What a search tells of a trace.
 *
 * @param traceId 32 lower-case hex digits
 * @param rootService service of the root span; empty while that has not come
 * @param rootName name of the root span; empty while that has not come
 * @param start when its first span began
 * @param end when its last span ended
 */
record TraceSummary(String traceId, String rootService, String rootName, Instant start, Instant end) {
}
