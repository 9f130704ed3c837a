/**
 * Commands for the public conversions API.
 */
@NullMarked
package io.soundlift.cli.conversion;

import org.jspecify.annotations.NullMarked;
