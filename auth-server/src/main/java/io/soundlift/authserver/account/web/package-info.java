/**
 * Sign-in and account pages.
 */
@NullMarked
package io.soundlift.authserver.account.web;

import org.jspecify.annotations.NullMarked;
