/**
 * Sign-up with proof that the e-mail address is the person's own.
 */
@NullMarked
package io.soundlift.authserver.registration;

import org.jspecify.annotations.NullMarked;
