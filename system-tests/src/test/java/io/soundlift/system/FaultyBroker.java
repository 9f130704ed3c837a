package io.soundlift.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.soundlift.testsupport.TcpProxy;

import static org.awaitility.Awaitility.await;

/**
 * A broker that can be taken away, behind a line that can be cut.
 */
abstract class FaultyBroker implements AutoCloseable {

	private static final byte[] AMQP_0_9_1 = { 'A', 'M', 'Q', 'P', 0, 0, 9, 1 };

	private final TcpProxy line;

	private final URI uri;

	FaultyBroker(URI uri) {
		this.uri = uri;
		this.line = new TcpProxy(List.of(new InetSocketAddress(uri.getHost(), uri.getPort())));
	}

	/**
	 * The address at which services find it.
	 */
	final String uri() {
		return "amqp://" + this.uri.getRawUserInfo() + "@127.0.0.1:" + this.line.port() + this.uri.getRawPath();
	}

	final TcpProxy line() {
		return this.line;
	}

	/**
	 * The faults of the broker itself that this one can have.
	 */
	Set<FaultKind> faults() {
		return EnumSet.noneOf(FaultKind.class);
	}

	/**
	 * What the ledger calls it.
	 */
	abstract String name();

	/**
	 * Starts it, unless it runs, and waits until it answers.
	 */
	void start() {
		await("the broker").atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(100)).until(this::answers);
	}

	/**
	 * Ends it at once.
	 */
	void kill() {
		throw new UnsupportedOperationException(name() + " is not to be killed");
	}

	/**
	 * Deletes all that a broker that was killed has on its disk.
	 */
	void wipe() {
		throw new UnsupportedOperationException(name() + " is not to be wiped");
	}

	@Override
	public void close() {
		this.line.close();
	}

	private boolean answers() {
		try (Socket socket = new Socket(InetAddress.getByName(this.uri.getHost()), this.uri.getPort())) {
			socket.setSoTimeout(5000);
			socket.getOutputStream().write(AMQP_0_9_1);
			// the first byte of its answer, a method frame
			return socket.getInputStream().read() == 1;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
