package io.soundlift.system;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

import io.soundlift.testsupport.ReceivedMail;
import io.soundlift.testsupport.TcpProxy;

/**
 * A mail server that runs from the beginning, can be away or refuse mails, and is behind
 * a line that can be stalled.
 */
abstract class FaultyMail implements AutoCloseable {

	private final TcpProxy line;

	FaultyMail(int port) {
		this.line = new TcpProxy(List.of(new InetSocketAddress("127.0.0.1", port)));
	}

	/**
	 * Returns the port at which services find it, on the loopback interface.
	 */
	final int port() {
		return this.line.port();
	}

	/**
	 * Returns the faults that this one can have.
	 */
	abstract Set<FaultKind> faults();

	/**
	 * Returns the mails accepted so far.
	 * @return the mails, oldest first
	 */
	abstract List<ReceivedMail> received();

	/**
	 * Begins a fault.
	 * @param kind a fault of mail servers
	 */
	void begin(FaultKind kind) {
		if (kind != FaultKind.MAIL_STALLED) {
			throw new UnsupportedOperationException("This mail server is not to be " + kind);
		}
		this.line.stall();
	}

	/**
	 * Ends a fault.
	 * @param kind a fault of mail servers
	 */
	void end(FaultKind kind) {
		this.line.restore();
	}

	@Override
	public void close() {
		this.line.close();
	}

}
