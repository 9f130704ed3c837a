/**
 * Messages that no service could process, for operators.
 */
@NullMarked
package io.soundlift.cli.deadletter;

import org.jspecify.annotations.NullMarked;
