package io.soundlift.journey.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parser of numeric addresses. A name is never looked up, since a client could otherwise
 * cause queries for any host.
 */
public final class IpAddress {

	private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

	private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

	/** Requires a colon, so that Java parses it as a literal or refuses it. */
	private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

	/** Longest form of an address with an IPv4 part (RFC 4291, 2.2). */
	private static final int MAX_LENGTH = 45;

	private IpAddress() {
	}

	/**
	 * Reads an address.
	 * @param text IPv4 with four decimal numbers, or IPv6 (RFC 4291, 2.2) without zone
	 * @return the address, an IPv4 one if it was mapped into IPv6; empty if the text is
	 * anything else
	 */
	public static Optional<InetAddress> parse(String text) {
		if (text.length() > MAX_LENGTH || !(V4.matcher(text).matches() || V6.matcher(text).matches())) {
			return Optional.empty();
		}
		try {
			return Optional.of(InetAddress.getByName(text));
		}
		catch (UnknownHostException ex) {
			return Optional.empty();
		}
	}

}
