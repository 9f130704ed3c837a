package io.soundlift.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Connection to a mail server that sends whatever a test wants.
 */
final class SmtpClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 60_000;

	private final Socket socket;

	private final BufferedReader in;

	SmtpClient(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.in = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII));
		answer();
	}

	/**
	 * Sends a line and returns all lines of the answer.
	 */
	String say(String line) throws IOException {
		this.socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
		return answer();
	}

	private String answer() throws IOException {
		StringBuilder all = new StringBuilder();
		String line;
		do {
			line = this.in.readLine();
			all.append(line).append('\n');
		}
		while (line != null && line.length() > 3 && line.charAt(3) == '-');
		return all.toString();
	}

	/**
	 * Whether the server closes the connection within the time limit.
	 */
	boolean isClosedByServer() {
		try {
			return this.in.read() == -1;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			// reset, as it had not read everything
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
