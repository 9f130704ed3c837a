/**
 * Resets forgotten passwords by mailed links.
 */
@NullMarked
package io.soundlift.authserver.recovery;

import org.jspecify.annotations.NullMarked;
