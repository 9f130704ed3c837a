/**
 * Messages that no service could deal with, for operators.
 */
@NullMarked
package io.soundlift.cli.deadletter;

import org.jspecify.annotations.NullMarked;
