/**
 * Ends all access that an account has granted: sessions and grants, or the account
 * itself.
 */
@NullMarked
package io.soundlift.authserver.sessionrevocation;

import org.jspecify.annotations.NullMarked;
