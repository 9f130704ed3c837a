package io.soundlift.authserver.client;

import io.soundlift.authserver.account.Account;

/**
 * Request of a signed-in person for a client or a secret.
 *
 * @param account the account as it was when the session was validated
 * @param address network address of the request, for the mail to the owner
 */
public record ClientRequest(Account account, String address) {
}
