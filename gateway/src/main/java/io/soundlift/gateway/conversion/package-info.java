/**
 * An owner's conversions over HTTP: show, list and delete.
 */
@NullMarked
package io.soundlift.gateway.conversion;

import org.jspecify.annotations.NullMarked;
