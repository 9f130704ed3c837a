package io.soundlift.journey.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import org.apache.hc.client5.http.DnsResolver;

/**
 * Look-up of servers that returns addresses only if all of them are allowed. The
 * connection is made to what is returned here, so an answer that is another one a moment
 * later changes nothing.
 */
public final class CheckedAddresses implements DnsResolver {

	/** Bounds the time that unreachable addresses take. */
	private static final int MOST = 3;

	private final DnsResolver resolver;

	private final OutboundTargets targets;

	/**
	 * Creates a look-up.
	 * @param resolver what finds addresses
	 * @param targets what they may be
	 */
	public CheckedAddresses(DnsResolver resolver, OutboundTargets targets) {
		this.resolver = resolver;
		this.targets = targets;
	}

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		InetAddress[] addresses = this.resolver.resolve(host);
		if (addresses == null || addresses.length == 0) {
			throw new UnknownHostException(host);
		}
		if (!Arrays.stream(addresses).allMatch(this.targets::allows)) {
			throw new TargetRefusedException();
		}
		return Arrays.copyOf(addresses, Math.min(addresses.length, MOST));
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		return host;
	}

	/**
	 * The name has an address that is not allowed.
	 */
	public static final class TargetRefusedException extends UnknownHostException {

		private static final long serialVersionUID = 1L;

	}

}
