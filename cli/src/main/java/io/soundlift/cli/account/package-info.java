/**
 * Identity of the client: the local account's credentials and logins at other servers.
 */
@NullMarked
package io.soundlift.cli.account;

import org.jspecify.annotations.NullMarked;
