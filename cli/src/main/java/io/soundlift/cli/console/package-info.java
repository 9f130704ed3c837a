/**
 * What all commands say and how they fail.
 */
@NullMarked
package io.soundlift.cli.console;

import org.jspecify.annotations.NullMarked;
