package io.soundlift.gateway.proxy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.soundlift.journey.outbound.AddressRange;
import io.soundlift.journey.outbound.IpAddress;

/**
 * Resolver of the address of a client behind trusted proxies. A proxy appends the address
 * of its peer to {@code X-Forwarded-For}, so anything to the left of the rightmost
 * address that is not a trusted proxy can't be trusted.
 */
public final class TrustedProxies {

	private final List<AddressRange> ranges;

	/**
	 * Creates a resolver.
	 * @param ranges addresses of the trusted proxies; empty for none
	 */
	public TrustedProxies(List<AddressRange> ranges) {
		this.ranges = ranges;
	}

	/**
	 * Finds the client.
	 * @param peer address that the connection comes from
	 * @param forwardedFor values of all headers {@code X-Forwarded-For}, in their order
	 * @return the nearest address that is not a trusted proxy; the farthest trusted proxy
	 * if it reports no valid address
	 */
	public String clientAddress(String peer, List<String> forwardedFor) {
		Optional<InetAddress> hop = IpAddress.parse(withoutZone(peer));
		if (hop.isEmpty()) {
			return peer;
		}
		InetAddress client = hop.get();
		List<String> hops = forwardedFor.stream().flatMap((value) -> Arrays.stream(value.split(",", -1))).toList();
		for (int index = hops.size() - 1; index >= 0 && isTrusted(client); index--) {
			hop = IpAddress.parse(hops.get(index).trim());
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
