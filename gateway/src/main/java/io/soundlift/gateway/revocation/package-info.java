/**
 * Revocations of the authorization server, and their effects in the gateway.
 */
@NullMarked
package io.soundlift.gateway.revocation;

import org.jspecify.annotations.NullMarked;
