package io.soundlift.authserver.account;

import io.soundlift.connection.Network;

/**
 * Where a try to sign in comes from.
 *
 * @param address network address, as text
 * @param browser what the browser shows as proof that an account signed in with it
 * before; empty for none
 */
public record Origin(String address, String browser) {

	/**
	 * Returns what counts as one origin.
	 * @return the address, of IPv6 its network of 64 bits
	 */
	public String network() {
		return Network.of(this.address);
	}

}
