/**
 * An owner's conversions over HTTP: look at one, list them, delete them.
 */
@NullMarked
package io.soundlift.gateway.conversion;

import org.jspecify.annotations.NullMarked;
