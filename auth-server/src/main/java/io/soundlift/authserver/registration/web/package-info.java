/**
 * Sign-up and confirmation pages.
 */
@NullMarked
package io.soundlift.authserver.registration.web;

import org.jspecify.annotations.NullMarked;
