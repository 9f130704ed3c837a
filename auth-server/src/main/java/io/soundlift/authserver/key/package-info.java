/**
 * Signing keys in MongoDB, shared by all replicas.
 */
@NullMarked
package io.soundlift.authserver.key;

import org.jspecify.annotations.NullMarked;
