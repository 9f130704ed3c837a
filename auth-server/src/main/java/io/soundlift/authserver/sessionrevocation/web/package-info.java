/**
 * Pages on which people change the password, sign out everywhere, or delete the account.
 */
@NullMarked
package io.soundlift.authserver.sessionrevocation.web;

import org.jspecify.annotations.NullMarked;
