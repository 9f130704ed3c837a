/**
 * Tests of the encryption.
 */
@NullMarked
package io.soundlift.encryption;

import org.jspecify.annotations.NullMarked;
