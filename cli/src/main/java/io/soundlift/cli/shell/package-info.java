/**
 * Information about the command for shells and manuals.
 */
@NullMarked
package io.soundlift.cli.shell;

import org.jspecify.annotations.NullMarked;
