/**
 * Content of the issued tokens.
 */
@NullMarked
package io.soundlift.authserver.token;

import org.jspecify.annotations.NullMarked;
