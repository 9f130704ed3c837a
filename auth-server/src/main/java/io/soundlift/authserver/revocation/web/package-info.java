/**
 * The list of what was revoked, for the gateway.
 */
@NullMarked
package io.soundlift.authserver.revocation.web;

import org.jspecify.annotations.NullMarked;
