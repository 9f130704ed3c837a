/**
 * Authorizations and consents of the authorization server in MongoDB.
 */
@NullMarked
package io.soundlift.authserver.authorization;

import org.jspecify.annotations.NullMarked;
