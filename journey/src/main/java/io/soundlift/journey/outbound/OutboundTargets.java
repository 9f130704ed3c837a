package io.soundlift.journey.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rules for the servers that requests of users may cause calls to. Except for addresses
 * in the settings, these are hosts on the public internet: any other could belong to an
 * internal service, or to one of a neighbour, which trusts every client that reaches it.
 */
public final class OutboundTargets {

	private static final int MAX_URL = 2000;

	private static final int MAX_PORT = 65_535;

	private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

	/**
	 * IPv4 for special purposes (IANA's registry of RFC 6890), multicast, and services of
	 * clouds for their machines at public addresses.
	 */
	private static final List<AddressRange> SPECIAL_V4 = ranges("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10",
			"127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
			"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
			"240.0.0.0/4");

	/** All of IPv6 that is routed globally (RFC 4291, 2.4). */
	private static final AddressRange PUBLIC_V6 = AddressRange.valueOf("2000::/3");

	/** Special-purpose ranges of it, Teredo and 6to4 among them. */
	private static final List<AddressRange> SPECIAL_V6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

	private final boolean allowHttp;

	private final List<AddressRange> allowedAddresses;

	/**
	 * Creates the rules.
	 * @param allowHttp whether URLs may be http
	 * @param allowedAddresses ranges that are allowed besides the public internet
	 */
	public OutboundTargets(boolean allowHttp, List<AddressRange> allowedAddresses) {
		this.allowHttp = allowHttp;
		this.allowedAddresses = allowedAddresses;
	}

	/**
	 * Checks a URL. Its host may still have addresses that are not allowed, today or
	 * tomorrow.
	 * @param url the URL
	 * @return what is wrong with it, as a sentence; empty if nothing is
	 */
	public Optional<String> problem(String url) {
		try {
			return (url.length() <= MAX_URL) ? problem(new URI(url))
					: Optional.of("The url must have at most %d characters.".formatted(MAX_URL));
		}
		catch (URISyntaxException ex) {
			return Optional.of("The url must be a URL.");
		}
	}

	/**
	 * Checks a URL as above, of any length.
	 * @param url the URL
	 * @return what is wrong with it, as a sentence; empty if nothing is
	 */
	public Optional<String> problem(URI url) {
		boolean https = "https".equalsIgnoreCase(url.getScheme());
		if (!https && !(this.allowHttp && "http".equalsIgnoreCase(url.getScheme()))) {
			return Optional.of(this.allowHttp ? "The url must begin with https:// or http://."
					: "The url must begin with https://.");
		}
		if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
			return Optional.of("The url must have a host, no user information and no fragment.");
		}
		if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
			return Optional.of("The url must have a port from 1 to %d, or none.".formatted(MAX_PORT));
		}
		return isRefusedLiteral(url.getHost()) ? Optional.of("The url must be one of a host on the public internet.")
				: Optional.empty();
	}

	private boolean isRefusedLiteral(String host) {
		String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
		try {
			return (address.contains(":") || V4.matcher(address).matches()) && !allows(InetAddress.getByName(address));
		}
		catch (UnknownHostException ex) {
			return true;
		}
	}

	/**
	 * Returns whether requests may be sent to an address.
	 * @param address an address of a server
	 * @return whether it is public or allowed by the settings
	 */
	public boolean allows(InetAddress address) {
		return isPublic(address) || isIn(this.allowedAddresses, address);
	}

	private static boolean isPublic(InetAddress address) {
		// Java converts IPv4-mapped IPv6 addresses to IPv4
		return (address instanceof Inet4Address) ? !isIn(SPECIAL_V4, address)
				: PUBLIC_V6.contains(address) && !isIn(SPECIAL_V6, address);
	}

	private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
		return ranges.stream().anyMatch((range) -> range.contains(address));
	}

	private static List<AddressRange> ranges(String... ranges) {
		return Stream.of(ranges).map(AddressRange::valueOf).toList();
	}

}
