/**
 * Grants and accounts whose access tokens no longer count.
 */
@NullMarked
package io.soundlift.authserver.revocation;

import org.jspecify.annotations.NullMarked;
