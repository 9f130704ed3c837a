/**
 * Encoding of secrets that this server makes, and the JSON of what is stored encrypted.
 */
@NullMarked
package io.soundlift.authserver.secret;

import org.jspecify.annotations.NullMarked;
