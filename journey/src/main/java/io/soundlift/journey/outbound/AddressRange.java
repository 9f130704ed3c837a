package io.soundlift.journey.outbound;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * Addresses with a common prefix, in the notation of RFC 4632 and RFC 4291.
 *
 * @param network first address of the range
 * @param prefixBits number of leading bits that the addresses have in common
 */
public record AddressRange(InetAddress network, int prefixBits) {

	private static final Pattern DIGITS = Pattern.compile("\\d{1,3}");

	/**
	 * Reads a range.
	 * @param text an address, or an address with a slash and the length of the prefix in
	 * bits
	 * @return the range; one of a single address if there is no slash
	 * @throws IllegalArgumentException if the text is no range, or if the address has
	 * bits beyond the prefix, which is probably a mistake
	 */
	public static AddressRange valueOf(String text) {
		String[] parts = text.trim().split("/", -1);
		InetAddress network = IpAddress.parse(parts[0])
			.orElseThrow(() -> new IllegalArgumentException(
					"'%s' is no range of addresses such as 10.0.0.0/8 or fd00::/8".formatted(text)));
		int length = network.getAddress().length * Byte.SIZE;
		if (parts.length == 1) {
			return new AddressRange(network, length);
		}
		if (parts.length > 2 || !DIGITS.matcher(parts[1]).matches() || Integer.parseInt(parts[1]) > length) {
			throw new IllegalArgumentException("The prefix of '%s' must be 0 to %d bits".formatted(text, length));
		}
		int prefixBits = Integer.parseInt(parts[1]);
		BigInteger bits = new BigInteger(1, network.getAddress());
		if (bits.signum() != 0 && bits.getLowestSetBit() < length - prefixBits) {
			throw new IllegalArgumentException(
					"'%s' has bits beyond its prefix of %d bits".formatted(text, prefixBits));
		}
		return new AddressRange(network, prefixBits);
	}

	/**
	 * Returns whether an address has the prefix.
	 * @param address the address
	 * @return {@code false} also for one of the other family
	 */
	public boolean contains(InetAddress address) {
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
