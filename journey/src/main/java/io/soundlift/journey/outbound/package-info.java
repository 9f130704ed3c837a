/**
 * Requests to servers of strangers: which addresses these may have, and an HTTP client
 * that expects nothing good of them.
 */
@NullMarked
package io.soundlift.journey.outbound;

import org.jspecify.annotations.NullMarked;
