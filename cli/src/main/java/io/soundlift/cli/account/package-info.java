/**
 * Identity of the client: the local account's credentials and logins to other servers.
 */
@NullMarked
package io.soundlift.cli.account;

import org.jspecify.annotations.NullMarked;
