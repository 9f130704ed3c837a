/**
 * Grants and accounts whose access tokens are no longer accepted.
 */
@NullMarked
package io.soundlift.authserver.revocation;

import org.jspecify.annotations.NullMarked;
