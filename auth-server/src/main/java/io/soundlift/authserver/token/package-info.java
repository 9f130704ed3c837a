/**
 * What the issued tokens say.
 */
@NullMarked
package io.soundlift.authserver.token;

import org.jspecify.annotations.NullMarked;
