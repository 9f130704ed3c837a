/**
 * OAuth2 endpoints' security, and the pages for consent, devices and apps.
 */
@NullMarked
package io.soundlift.authserver.authorization.web;

import org.jspecify.annotations.NullMarked;
