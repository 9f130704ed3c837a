/**
 * Random secrets, their hashes, and encryption of what is stored.
 */
@NullMarked
package io.soundlift.authserver.secret;

import org.jspecify.annotations.NullMarked;
