/**
 * Route to the authorization server.
 */
@NullMarked
package io.soundlift.gateway.route;

import org.jspecify.annotations.NullMarked;
