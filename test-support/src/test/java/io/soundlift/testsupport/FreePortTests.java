package io.soundlift.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FreePort}.
 */
class FreePortTests {

	@Test
	void findsPortThatServerCanTakeAndClientsAreNotGiven() throws IOException {
		int port = FreePort.find();
		assertThat(port).isLessThan(32_768);
		try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			assertThat(server.getLocalPort()).isEqualTo(port);
		}
	}

}
