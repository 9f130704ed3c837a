/**
 * What the authorization server has revoked, and what follows from it here.
 */
@NullMarked
package io.soundlift.gateway.revocation;

import org.jspecify.annotations.NullMarked;
