package io.soundlift.authserver.account;

import io.soundlift.connection.Network;

/**
 * Origin of a sign-in attempt.
 *
 * @param address network address, as text
 * @param browser the browser's proof of an earlier sign-in; empty for none
 */
public record Origin(String address, String browser) {

	/**
	 * Returns the network that counts as one origin.
	 * @return the address, or its 64-bit network for IPv6
	 */
	public String network() {
		return Network.of(this.address);
	}

}
