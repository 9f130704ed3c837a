/**
 * OAuth2 endpoints' security, the consent page and the device page.
 */
@NullMarked
package io.soundlift.authserver.authorization.web;

import org.jspecify.annotations.NullMarked;
