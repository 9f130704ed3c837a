package io.soundlift.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * Search for free loopback ports.
 */
final class Ports {

	private static final int FIRST = 10_000;

	/**
	 * Default of Linux for {@code net.ipv4.ip_local_port_range}; other systems start
	 * higher.
	 */
	private static final int FIRST_OF_CLIENTS = 32_768;

	private Ports() {
	}

	/**
	 * Returns ports that were free a moment ago, all different, and below those that the
	 * system assigns to clients. So no connection takes one before its service listens,
	 * or while the service is restarted.
	 * @param count number of ports
	 */
	static List<Integer> free(int count) {
		Set<Integer> ports = new LinkedHashSet<>();
		while (ports.size() < count) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_CLIENTS);
			if (isFree(port)) {
				ports.add(port);
			}
		}
		return List.copyOf(ports);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (BindException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to find a free port", ex);
		}
	}

	/**
	 * Verifies that a port is not in use.
	 * @throws CommandException if it is in use
	 */
	static void requireFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			// as servers do, so that connections of a stopped one do not block it
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.STATE,
					"Port " + port + " is in use by another program. Choose another one with --port.", ex);
		}
	}

}
