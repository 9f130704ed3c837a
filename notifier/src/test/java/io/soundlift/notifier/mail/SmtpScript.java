package io.soundlift.notifier.mail;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A mail server that answers chosen commands with chosen replies, and takes everything
 * else.
 */
public final class SmtpScript implements Closeable {

	private final ServerSocket server;

	private final Map<String, String> replies;

	private final List<String> commands = new CopyOnWriteArrayList<>();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private SmtpScript(ServerSocket server, Map<String, String> replies) {
		this.server = server;
		this.replies = replies;
	}

	/**
	 * Start a server on a free port.
	 * @param replies reply by the command's first word in capitals, or {@code "."} for
	 * the end of a mail
	 * @return the running server
	 */
	public static SmtpScript start(Map<String, String> replies) {
		try {
			SmtpScript script = new SmtpScript(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), replies);
			Thread thread = new Thread(script::serve, "smtp-script");
			thread.setDaemon(true);
			thread.start();
			return script;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Take mails from now on, but give no answer to them until they are released.
	 */
	public void hold() {
		this.gate = new CountDownLatch(1);
	}

	public void release() {
		this.gate.countDown();
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Return the commands received so far.
	 * @return first words, in capitals
	 */
	public List<String> commands() {
		return List.copyOf(this.commands);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private void serve() {
		try {
			while (!this.server.isClosed()) {
				try (Socket socket = this.server.accept()) {
					talk(socket);
				}
			}
		}
		catch (SocketException ex) {
			// closed, by the test or by its mail client
			this.commands.add("CLOSED");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void talk(Socket socket) throws IOException {
		BufferedReader in = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
		OutputStream out = socket.getOutputStream();
		reply(out, "220 ready");
		String line = in.readLine();
		while (line != null) {
			String command = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
			this.commands.add(command);
			String reply = this.replies.getOrDefault(command, usualReply(command));
			reply(out, reply);
			if (reply.startsWith("354")) {
				readMail(in);
				awaitRelease();
				reply(out, this.replies.getOrDefault(".", "250 taken"));
			}
			line = in.readLine();
		}
	}

	private void awaitRelease() throws IOException {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while a mail was held", ex);
		}
	}

	private static String usualReply(String command) {
		return switch (command) {
			case "DATA" -> "354 go on";
			case "QUIT" -> "221 bye";
			default -> "250 ok";
		};
	}

	private static void readMail(BufferedReader in) throws IOException {
		String line = in.readLine();
		while (line != null && !".".equals(line)) {
			line = in.readLine();
		}
	}

	private static void reply(OutputStream out, String reply) throws IOException {
		out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
		out.flush();
	}

}
