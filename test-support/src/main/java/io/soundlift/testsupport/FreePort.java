package io.soundlift.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * TCP ports for servers whose port must be known before they start.
 */
public final class FreePort {

	private static final int FIRST = 10_000;

	/** Default of Linux for {@code net.ipv4.ip_local_port_range}. */
	private static final int FIRST_OF_CLIENTS = 32_768;

	private FreePort() {
	}

	/**
	 * Finds a free port below those that the system assigns to clients, so that no
	 * connection takes it before its server starts, or while its server restarts.
	 * @return the port
	 */
	public static int find() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_CLIENTS);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (BindException ex) {
				// taken: the next one may be free
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
