package io.soundlift.journey.outbound;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses with a common prefix, in the notation of RFC 4632 and RFC 4291.
 *
 * @param network first address of the block
 * @param prefixBits number of leading bits that the addresses have in common
 */
public record AddressBlock(InetAddress network, int prefixBits) {

	/** Digits or a colon, so that Java takes it as a literal and asks no name server. */
	private static final Pattern FORM = Pattern.compile("([0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/(\\d{1,3})");

	/**
	 * Reads a block.
	 * @param text an address, a slash, and the length of the prefix in bits
	 * @return the block
	 * @throws IllegalArgumentException if the text is no block
	 */
	public static AddressBlock valueOf(String text) {
		String block = text.trim();
		try {
			if (FORM.matcher(block).matches()) {
				InetAddress network = InetAddress.getByName(block.substring(0, block.indexOf('/')));
				int bits = Integer.parseInt(block.substring(block.indexOf('/') + 1));
				if (bits <= network.getAddress().length * Byte.SIZE) {
					return new AddressBlock(network, bits);
				}
			}
		}
		catch (UnknownHostException ex) {
			// as any other text that is none
		}
		throw new IllegalArgumentException(
				"'%s' is no block of addresses such as 10.0.0.0/8 or fd00::/8".formatted(text));
	}

	/**
	 * Returns whether an address has the prefix.
	 * @param address the address
	 * @return {@code false} also for one of the other family
	 */
	boolean contains(InetAddress address) {
		int length = this.network.getAddress().length;
		return address.getAddress().length == length && prefix(address, length).equals(prefix(this.network, length));
	}

	private BigInteger prefix(InetAddress address, int length) {
		return new BigInteger(1, address.getAddress()).shiftRight(length * Byte.SIZE - this.prefixBits);
	}

	@Override
	public String toString() {
		return this.network.getHostAddress() + "/" + this.prefixBits;
	}

}
