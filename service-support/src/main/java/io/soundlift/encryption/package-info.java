/**
 * Encryption of data in the databases.
 */
@NullMarked
package io.soundlift.encryption;

import org.jspecify.annotations.NullMarked;
