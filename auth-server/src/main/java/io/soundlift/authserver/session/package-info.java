/**
 * Browser sessions of this service, and the keys of all that it stores encrypted.
 */
@NullMarked
package io.soundlift.authserver.session;

import org.jspecify.annotations.NullMarked;
