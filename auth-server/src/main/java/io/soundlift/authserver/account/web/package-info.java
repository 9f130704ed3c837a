/**
 * Sign-in and the account page.
 */
@NullMarked
package io.soundlift.authserver.account.web;

import org.jspecify.annotations.NullMarked;
