package io.soundlift.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Network that counts as one origin.
 */
public final class Network {

	/**
	 * Length of the longest IPv6 prefix that a provider assigns to a customer (RFC 6177).
	 */
	private static final int IPV6_NETWORK_BYTES = 8;

	private Network() {
	}

	/**
	 * Returns the network that an address belongs to.
	 * @param address a network address, as text
	 * @return an IPv4 address unchanged, the first 64 bits of an IPv6 address in
	 * hexadecimal digits; a text that is not an address unchanged
	 */
	public static String of(String address) {
		if (!address.contains(":")) {
			return address;
		}
		try {
			// no DNS lookup: a text with a colon is an address or not valid
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
