/**
 * The soundlift command.
 */
@NullMarked
package io.soundlift.cli;

import org.jspecify.annotations.NullMarked;
