package io.soundlift.authserver.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a try to sign in comes from.
 *
 * @param address network address, as text
 * @param browser what the browser shows as proof that an account signed in with it
 * before; empty for none
 */
public record Origin(String address, String browser) {

	/** A provider gives each customer at least this much of IPv6 (RFC 6177). */
	private static final int IPV6_NETWORK_BYTES = 8;

	/**
	 * Returns what counts as one origin.
	 * @return the address, of IPv6 its network of 64 bits
	 */
	public String network() {
		if (!this.address.contains(":")) {
			return this.address;
		}
		try {
			// no look-up: a text with a colon is an address or none
			InetAddress parsed = InetAddress.getByName(this.address);
			if (parsed instanceof Inet6Address) {
				return HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_NETWORK_BYTES));
			}
			return parsed.getHostAddress();
		}
		catch (UnknownHostException ex) {
			return this.address;
		}
	}

}
