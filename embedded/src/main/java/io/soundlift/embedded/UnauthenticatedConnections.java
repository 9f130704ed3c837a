package io.soundlift.embedded;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.netty.channel.Channel;

/**
 * Limit on connections that have not authenticated. Of those that have sent nothing yet,
 * the oldest is closed. Of those that have sent a handshake, the second newest is: the
 * oldest are monitors of drivers, which never authenticate.
 */
final class UnauthenticatedConnections {

	private final int limit;

	private final Set<Channel> silent = new LinkedHashSet<>();

	private final List<Channel> greeted = new ArrayList<>();

	/**
	 * Creates a limit.
	 * @param limit maximum number of connections of either kind, at least 2
	 */
	UnauthenticatedConnections(int limit) {
		this.limit = limit;
	}

	synchronized void opened(Channel channel) {
		this.silent.add(channel);
		if (this.silent.size() > this.limit) {
			Channel oldest = this.silent.iterator().next();
			this.silent.remove(oldest);
			oldest.close();
		}
	}

	synchronized void greeted(Channel channel) {
		if (this.silent.remove(channel)) {
			this.greeted.add(channel);
			if (this.greeted.size() > this.limit) {
				this.greeted.remove(this.greeted.size() - 2).close();
			}
		}
	}

	/**
	 * Removes a connection that was closed or has authenticated.
	 */
	synchronized void remove(Channel channel) {
		this.silent.remove(channel);
		this.greeted.remove(channel);
	}

}
