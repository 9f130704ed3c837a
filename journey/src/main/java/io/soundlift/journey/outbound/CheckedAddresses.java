package io.soundlift.journey.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import org.apache.hc.client5.http.DnsResolver;

/**
 * Look-up of servers that returns addresses only if all of them are allowed. The
 * connection is made to a returned address, so a later change of the DNS response has no
 * effect.
 */
public final class CheckedAddresses implements DnsResolver {

	/** Limits the time that unreachable addresses take. */
	private static final int MOST = 3;

	private final DnsResolver resolver;

	private final OutboundTargets targets;

	/**
	 * Creates a look-up.
	 * @param resolver resolver of addresses
	 * @param targets rules for allowed addresses
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
	 * Thrown if a name has an address that is not allowed.
	 */
	public static final class TargetRefusedException extends UnknownHostException {

		private static final long serialVersionUID = 1L;

	}

}
