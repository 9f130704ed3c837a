/**
 * Encryption of what the databases store.
 */
@NullMarked
package io.soundlift.encryption;

import org.jspecify.annotations.NullMarked;
