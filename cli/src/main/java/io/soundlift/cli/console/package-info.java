/**
 * Output and failures of all commands.
 */
@NullMarked
package io.soundlift.cli.console;

import org.jspecify.annotations.NullMarked;
