/**
 * Ends what an account let in: sessions and grants, or the account itself.
 */
@NullMarked
package io.soundlift.authserver.sessionrevocation;

import org.jspecify.annotations.NullMarked;
