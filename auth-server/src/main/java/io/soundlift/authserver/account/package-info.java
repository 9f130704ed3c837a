/**
 * Accounts of people and their authentication.
 */
@NullMarked
package io.soundlift.authserver.account;

import org.jspecify.annotations.NullMarked;
