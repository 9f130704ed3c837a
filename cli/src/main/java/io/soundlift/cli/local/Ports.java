package io.soundlift.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * Finds free loopback ports.
 */
final class Ports {

	private Ports() {
	}

	/**
	 * Return ports that were free a moment ago, all different.
	 * @param count how many
	 */
	static List<Integer> free(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			}
			return sockets.stream().map(ServerSocket::getLocalPort).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to find a free port", ex);
		}
		finally {
			sockets.forEach(Ports::close);
		}
	}

	/**
	 * Make sure that nobody listens on a port.
	 * @throws CommandException if somebody does
	 */
	static void requireFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			// as servers do, so that connections of a stopped one are no obstacle
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.STATE,
					"Port " + port + " is in use by another program. Choose another one with --port.", ex);
		}
	}

	private static void close(ServerSocket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to give a port back", ex);
		}
	}

}
