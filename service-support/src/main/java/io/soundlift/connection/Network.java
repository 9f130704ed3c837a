package io.soundlift.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What counts as one origin among network addresses.
 */
public final class Network {

	/** A provider gives each customer at least this much of IPv6 (RFC 6177). */
	private static final int IPV6_NETWORK_BYTES = 8;

	private Network() {
	}

	/**
	 * Returns the network that an address belongs to.
	 * @param address a network address, as text
	 * @return an IPv4 address itself, of an IPv6 address its first 64 bits in hexadecimal
	 * digits; a text that is no address itself
	 */
	public static String of(String address) {
		if (!address.contains(":")) {
			return address;
		}
		try {
			// no look-up: a text with a colon is an address or none
			return of(InetAddress.getByName(address));
		}
		catch (UnknownHostException ex) {
			return address;
		}
	}

	/**
	 * Returns the network that an address belongs to.
	 * @param address a network address
	 * @return the same as for its text
	 */
	static String of(InetAddress address) {
		return (address instanceof Inet6Address)
				? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
				: address.getHostAddress();
	}

}
