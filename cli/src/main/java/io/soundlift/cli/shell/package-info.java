/**
 * What shells and manuals want to know of the command.
 */
@NullMarked
package io.soundlift.cli.shell;

import org.jspecify.annotations.NullMarked;
