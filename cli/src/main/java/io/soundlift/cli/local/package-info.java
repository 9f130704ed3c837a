/**
 * Commands that run the whole system on this machine.
 */
@NullMarked
package io.soundlift.cli.local;

import org.jspecify.annotations.NullMarked;
