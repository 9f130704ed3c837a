/**
 * Registered OAuth2 clients in MongoDB.
 */
@NullMarked
package io.soundlift.authserver.client;

import org.jspecify.annotations.NullMarked;
