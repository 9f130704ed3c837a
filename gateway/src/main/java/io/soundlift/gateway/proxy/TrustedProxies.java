package io.soundlift.gateway.proxy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.soundlift.journey.outbound.AddressRange;
import io.soundlift.journey.outbound.IpAddress;

/**
 * Finds the address of a client behind proxies of ours. A proxy adds the address that it
 * was called from at the end of {@code X-Forwarded-For}, so whatever stands before the
 * first address from the right that is not ours is hearsay.
 */
public final class TrustedProxies {

	private final List<AddressRange> ranges;

	/**
	 * Proxies to believe.
	 * @param ranges where they are; empty for none
	 */
	public TrustedProxies(List<AddressRange> ranges) {
		this.ranges = ranges;
	}

	/**
	 * Finds the client.
	 * @param peer address that the connection comes from
	 * @param forwardedFor values of all headers {@code X-Forwarded-For}, in their order
	 * @return the nearest address that is not a proxy of ours; the farthest proxy of ours
	 * if it tells no address that can be read
	 */
	public String clientAddress(String peer, List<String> forwardedFor) {
		Optional<InetAddress> hop = IpAddress.parse(withoutZone(peer));
		if (hop.isEmpty()) {
			return peer;
		}
		InetAddress client = hop.get();
		List<String> told = forwardedFor.stream().flatMap((value) -> Arrays.stream(value.split(",", -1))).toList();
		for (int index = told.size() - 1; index >= 0 && isTrusted(client); index--) {
			hop = IpAddress.parse(told.get(index).trim());
			if (hop.isEmpty()) {
				break;
			}
			client = hop.get();
		}
		return client.getHostAddress();
	}

	private boolean isTrusted(InetAddress address) {
		return this.ranges.stream().anyMatch((range) -> range.contains(address));
	}

	private static String withoutZone(String address) {
		int zone = address.indexOf('%');
		return (zone < 0) ? address : address.substring(0, zone);
	}

}
